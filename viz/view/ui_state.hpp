// SPDX-License-Identifier: Apache-2.0
// What the person in front of the screen has chosen: plain data, no ImGui. Panels read and change
// it; the dashboard turns what concerns the simulation (Attention) into a Look command.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "viz/live/command.hpp"
#include "viz/live/scene.hpp"
#include "viz/map/projection.hpp"
#include "viz/view/layout.hpp"
#include "viz/view/lesson.hpp"
#include "viz/view/palette.hpp"
#include "viz/view/visited.hpp"

namespace waypost::viz {

/// What the colours of the map mean.
enum class MapColour : std::uint8_t { automatic, value, load, errors, queue_age, rtt, role };
inline constexpr int kMapColours = 7;

struct MapChoice {
  Camera camera;
  bool fitted = false;  ///< the camera has been put to the scenario's sites
  MapColour colour = MapColour::automatic;
  std::array<bool, kServerRoles> roles{true, true, true, true, true, true};
  bool links = true, trips = true, labels = true, catchments = true;
};

struct UiState {
  ThemeName theme = ThemeName::dark;
  float scale = 1;  ///< of fonts and distances
  Subject subject;
  Visited visited;                   ///< by the inspector
  std::optional<Subject> pinned;     ///< kept in view, beside what is selected
  bool shows_configuration = false;  ///< the inspector: how a server is set up, not what it does
  MapChoice map;
  std::string event_filter, search;
  std::uint32_t watched = 0;
  std::optional<TimeRange> brush;
  std::optional<sim::Time> pointed_at;  ///< under the mouse in a plot: a crosshair in all of them
  bool show_keys = false, show_palette = false, show_inject = false, show_breakpoint = false;
  FollowTarget follow;
  bool story_in_order = false;  ///< the sequence diagram: one row per step, not to time scale
  bool by_users = true;         ///< shares of users, not of resolvers
  Layout layout;
  std::vector<std::string> wanted_panels;  ///< their tabs come to the front in the next frame
  std::string breakpoint;                  ///< as being edited
  std::string step;                        ///< of a plan, as being edited
  std::string session_file;                ///< that saving writes; empty: a free name
  bool wants_picture = false;              ///< of the next frame, in a file
  LessonState lesson;

  /// Brings the panel of this id to the front.
  void show(std::string panel) { wanted_panels.push_back(std::move(panel)); }
  /// Divides the window so, and brings what it is for to the front.
  void use(const LayoutPreset& preset);
  /// Selects, and remembers the way back.
  void select(Subject next);
  /// The selection before the present one, or after it, if there is one.
  void back();
  void forward();
  /// Keeps what is selected in an inspector of its own; once more: lets go of it.
  void pin();
  Attention attention() const;
};

/// Where panels put what they ask of the simulation.
class CommandList {
 public:
  void send(Command command) { commands_.push_back(std::move(command)); }
  std::vector<Command> take() { return std::exchange(commands_, {}); }

 private:
  std::vector<Command> commands_;
};

}  // namespace waypost::viz
