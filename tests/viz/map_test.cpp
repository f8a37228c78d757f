// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "viz/map/projection.hpp"
#include "viz/map/triangulate.hpp"
#include "viz/map/world_map.hpp"
#include "viz/view/map_view.hpp"

using namespace waypost::viz;

namespace {

double triangle_area(const std::vector<MapPoint>& p, const std::vector<std::uint32_t>& t) {
  double area = 0;
  for (std::size_t i = 0; i + 2 < t.size(); i += 3)
    area += std::abs((p[t[i + 1]].x - p[t[i]].x) * (p[t[i + 2]].y - p[t[i]].y) -
                     (p[t[i + 2]].x - p[t[i]].x) * (p[t[i + 1]].y - p[t[i]].y)) /
            2;
  return area;
}

}  // namespace

TEST_CASE("the projection can be undone", "[viz][map]") {
  for (const GeoPoint g :
       {GeoPoint{0, 0}, GeoPoint{-122.4, 37.8}, GeoPoint{179.9, -77}, GeoPoint{24.9, 60.2}}) {
    const GeoPoint back = unproject(project(g));
    CHECK(back.longitude == Approx(g.longitude).margin(1e-9));
    CHECK(back.latitude == Approx(g.latitude).margin(1e-9));
  }
  // Snyder, Map Projections (USGS 1395), table of Miller's ordinates: 60 degrees north is 1.1971 R.
  CHECK(project({0, 60}).y * 3.14159265358979 / 180 == Approx(1.19683).margin(1e-4));
}

TEST_CASE("triangles cover a ring's area, whichever way it turns", "[viz][map]") {
  const std::vector<MapPoint> dart{{0, 0}, {4, 0}, {4, 4}, {2, 1}, {0, 4}};
  const std::vector<MapPoint> back(dart.rbegin(), dart.rend());
  for (const auto& ring : {dart, back}) {
    const auto triangles = triangulate(ring);
    CHECK(triangles.size() == 3 * (ring.size() - 2));
    CHECK(triangle_area(ring, triangles) == Approx(std::abs(ring_area(ring))));
  }
  CHECK(triangulate(std::vector<MapPoint>{{0, 0}, {1, 1}}).empty());
  // A ring that crosses itself ends in some triangles.
  CHECK(triangulate(std::vector<MapPoint>{{0, 0}, {4, 4}, {4, 0}, {0, 4}, {2, 9}}).size() <= 9);
}

TEST_CASE("a ring over the date line stays whole", "[viz][map]") {
  const auto ring = unwrap_ring({{170, 50}, {-170, 50}, {-170, 60}, {170, 60}});
  REQUIRE(ring.size() == 4);
  CHECK(ring[1].longitude == Approx(190));
  CHECK(ring[3].longitude == Approx(170));
}

TEST_CASE("a ring around the pole is closed along it", "[viz][map]") {
  const auto ring = unwrap_ring({{-180, -70}, {-90, -75}, {0, -70}, {90, -72}});
  REQUIRE(ring.size() == 7);
  CHECK(ring[4].longitude == Approx(180));
  CHECK(ring[5].latitude == Approx(-90));
  CHECK(ring[6].longitude == Approx(-180));
}

TEST_CASE("the shipped map has no bar across it and the area that land has", "[viz][map]") {
  const WorldMap map = load_world_map(std::filesystem::path(WAYPOST_SOURCE_DIR) /
                                      "scenarios/data/world-map/countries-110m.json");
  REQUIRE(map.triangles.size() % 3 == 0);
  double widest = 0, sphere = 0;
  for (std::size_t i = 0; i + 2 < map.triangles.size(); i += 3) {
    const MapPoint a = map.vertices[map.triangles[i]], b = map.vertices[map.triangles[i + 1]],
                   c = map.vertices[map.triangles[i + 2]];
    const double latitude = unproject({0, (a.y + b.y + c.y) / 3}).latitude;
    // Plane area back to the sphere: dy/dphi of Miller's projection at the middle.
    const double phi = latitude * 3.14159265358979 / 180;
    const double stretch = std::cosh(std::asinh(std::tan(0.8 * phi)));
    const double plane = std::abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
    if (latitude > -58) sphere += plane * std::cos(phi) / stretch;
  }
  for (const auto* lines : {&map.coasts, &map.borders})
    for (const MapLine& line : *lines)
      for (std::size_t i = 1; i < line.size(); ++i)
        widest = std::max(widest, std::abs(line[i].x - line[i - 1].x));
  CHECK(widest < 20);  // degrees between two points of an outline
  // Land without Antarctica: 135 million km2 of 510 (CIA World Factbook); degrees^2 of a sphere:
  // 41,253.
  CHECK(sphere / 41'253 == Approx(135.0 / 510).epsilon(0.03));
  CHECK(map.coasts.size() > 100);
  CHECK(map.borders.size() > 100);
}

TEST_CASE("a map that is no TopoJSON is refused by name", "[viz][map]") {
  CHECK_THROWS_WITH(load_world_map("/no/such.json"), Catch::Contains("/no/such.json"));
  CHECK_THROWS_WITH(load_world_map(std::filesystem::path(WAYPOST_SOURCE_DIR) / "README.md"),
                    Catch::Contains("is not JSON"));
}

TEST_CASE("great circles go the short way and over the date line without a jump", "[viz][map]") {
  const auto tokyo_la = great_circle({139.7, 35.7}, {-118.2, 34.1});
  CHECK(tokyo_la.front().longitude == Approx(139.7));
  CHECK(tokyo_la.back().longitude == Approx(241.8));
  for (std::size_t i = 1; i < tokyo_la.size(); ++i)
    CHECK(std::abs(tokyo_la[i].longitude - tokyo_la[i - 1].longitude) < 30);
  // Over the north: its highest point lies above both ends.
  CHECK(along_great_circle({139.7, 35.7}, {-118.2, 34.1}, 0.5).latitude > 45);
  CHECK(great_circle({10, 50}, {10, 50}).size() == 2);
}

TEST_CASE("the camera shows what it is put to", "[viz][map]") {
  Camera camera;
  camera.view = {0, 0, 800, 500};
  const std::vector<GeoPoint> europe{{2.3, 48.9}, {-3.7, 40.4}, {21, 52.2}};
  camera.fit(europe);
  for (const GeoPoint g : europe) CHECK(camera.view.contains(camera.to_screen(project(g))));
  CHECK(camera.to_screen(project({-60, 0})).x < 0);
  // Fiji and Samoa are neighbours across the date line.
  camera.fit({{178.4, -18.1}, {-171.8, -13.8}});
  CHECK(camera.pixels_per_degree > 10);
  // A zoom keeps what is under the mouse.
  const ScreenPoint mouse{200, 300};
  camera.fit(europe);
  const MapPoint before = camera.to_map(mouse);
  camera.zoom(1.5, mouse);
  CHECK(camera.to_map(mouse).x == Approx(before.x));
  camera.fit({});
  CHECK(camera.repeats().size() >= 1);
}

TEST_CASE("the ring is around the chosen server's own mark, not the first of its place",
          "[viz][map]") {
  Scene scene;
  scene.sites.push_back({"Paris, FR", {2.3, 48.9}, 0});
  scene.servers.push_back({"ns1", ServerRole::authoritative, 0, 0, 0, 1});
  scene.servers.push_back({"mx1", ServerRole::mail_host, 0, 0, 1, 2});
  scene.servers.push_back({"mx2", ServerRole::mail_host, 0, 0, 2, 3});
  MapView view;
  view.marks.push_back({.at = {10, 10}, .site = 0, .server = 0});
  view.marks.push_back({.at = {20, 10}, .site = 0, .server = 1, .servers = 2});
  const auto x = [&](Subject::Kind kind, std::uint32_t index) {
    const MapMark* mark = mark_of(view, scene, {kind, index});
    return mark == nullptr ? -1 : mark->at.x;
  };
  CHECK(x(Subject::Kind::server, 0) == 10);
  CHECK(x(Subject::Kind::server, 1) == 20);
  CHECK(x(Subject::Kind::server, 2) == 20);  // of its role
  CHECK(x(Subject::Kind::site, 0) == 10);
  CHECK(x(Subject::Kind::link, 0) == -1);
  CHECK(x(Subject::Kind::server, 9) == -1);
}

TEST_CASE("a link is found where it passes, between its ends too", "[viz][map]") {
  Scene scene;
  scene.links.push_back({"a - b", {0, 0}, {40, 0}});
  scene.links.push_back({"a - c", {0, 0}, {0, 40}});
  Camera camera;
  camera.view = {0, 0, 800, 600};
  camera.fit({{-10, -10}, {50, 50}});
  const ScreenPoint middle = camera.to_screen(project({20, 0}));
  CHECK(link_at(scene, camera, {middle.x, middle.y + 3}, 5) == 0u);
  CHECK(link_at(scene, camera, camera.to_screen(project({0, 25})), 5) == 1u);
  CHECK_FALSE(link_at(scene, camera, camera.to_screen(project({20, 20})), 5));
}
