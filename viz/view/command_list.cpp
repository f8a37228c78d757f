// SPDX-License-Identifier: Apache-2.0
#include "viz/view/command_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "viz/view/injections.hpp"
#include "viz/view/jump.hpp"
#include "viz/view/map_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// 0: some word is not in it; higher is better: words at the beginning count more.
int fitness(const std::string& title, const std::vector<std::string>& words) {
  const std::string text = lower(title);
  int sum = 1;
  for (const std::string& word : words) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) return 0;
    sum += at == 0 ? 3 : text[at - 1] == ' ' ? 2 : 1;
  }
  return sum;
}

using Entries = std::vector<PaletteEntry>;

void add_actions(Entries& all) {
  for (const KeyAction& action : key_actions()) {
    if (action.id == ActionId::command_palette || action.id == ActionId::close) continue;
    std::string title = action.what;
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    all.push_back({title, chord_text(action.keys.front()),
                   [id = action.id](const Snapshot& s, UiState& ui, CommandList& commands) {
                     perform(id, s, ui, commands);
                   }});
  }
}

void add_choices(Entries& all, const Snapshot& s,
                 const std::vector<std::pair<std::string, std::string>>& panels) {
  for (int i = 0; i < kMapColours; ++i) {
    const auto colour = static_cast<MapColour>(i);
    all.push_back(
        {fmt::format("Colour the map by {}", to_text(colour)), "",
         [colour](const Snapshot&, UiState& ui, CommandList&) { ui.map.colour = colour; }});
  }
  for (const auto& [id, title] : panels)
    all.push_back({"Show " + title, "",
                   [id = id](const Snapshot&, UiState& ui, CommandList&) { ui.show(id); }});
  for (std::uint32_t i = 0; i < s.watch.changes.size(); ++i)
    all.push_back({"Watch " + s.watch.changes[i].title, "",
                   [i](const Snapshot&, UiState& ui, CommandList&) { ui.watched = i; }});
  all.push_back(
      {"Run on to the first failure", "", [](const Snapshot&, UiState& ui, CommandList& commands) {
         ui.breakpoint = "kind:*timeout kind:*failure kind:*failed kind:*bounced kind:*deferred";
         commands.send(SetBreakpoint{ui.breakpoint});
         commands.send(SetSpeed{kExpress});
         commands.send(Play{});
       }});
}

void add_injections(Entries& all, const Snapshot& s, const UiState& ui) {
  const std::string name = name_in_plan(s, ui.subject);
  for (const Injection& injection : injections(s, ui.subject))
    all.push_back({fmt::format("{}: {}", injection.title, name), "",
                   [injection](const Snapshot&, UiState& there, CommandList& commands) {
                     if (injection.whole) return commands.send(Inject{injection.step});
                     there.show_inject = true;
                     there.step = injection.step;
                   }});
}

void add_places(Entries& all, const Snapshot& s, const std::vector<std::string>& words,
                std::size_t most) {
  std::size_t found = 0;
  const auto add = [&](const std::string& title, Subject subject) {
    if (found >= most || fitness(title, words) == 0) return;
    ++found;
    all.push_back({title, "", [subject](const Snapshot&, UiState& ui, CommandList&) {
                     ui.select(subject);
                     ui.show("inspector");
                   }});
  };
  for (std::uint32_t i = 0; i < s.scene->servers.size(); ++i) {
    const SceneServer& server = s.scene->servers[i];
    add(fmt::format("Inspect {} in {}", server.name, s.scene->sites[server.site].name),
        {Subject::Kind::server, i});
  }
  for (std::uint32_t i = 0; i < s.scene->sites.size(); ++i)
    add("Inspect site " + s.scene->sites[i].name, {Subject::Kind::site, i});
  for (std::uint32_t i = 0; i < s.scene->links.size(); ++i)
    add("Inspect link " + s.scene->links[i].name, {Subject::Kind::link, i});
}

}  // namespace

std::vector<PaletteEntry> palette_entries(
    const Snapshot& s, const UiState& ui,
    const std::vector<std::pair<std::string, std::string>>& panels, const std::string& typed,
    std::size_t most) {
  std::vector<std::string> words;
  std::istringstream in(lower(typed));
  for (std::string word; in >> word;) words.push_back(word);
  Entries all;
  if (const auto to = read_jump(typed, s.transport.now, s.scene->start_unix_seconds))
    all.push_back({fmt::format("Go to {}", clock_text(*to)), "",
                   [to = *to](const Snapshot&, UiState&, CommandList& commands) {
                     commands.send(Seek{to});
                   }});
  const std::size_t jumps = all.size();
  add_actions(all);
  add_choices(all, s, panels);
  add_injections(all, s, ui);
  if (!words.empty()) add_places(all, s, words, most);
  std::vector<std::pair<int, std::size_t>> order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int fit = i < jumps ? 1000 : fitness(all[i].title, words);
    if (fit > 0) order.emplace_back(-fit, i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Entries chosen;
  for (std::size_t i = 0; i < order.size() && i < most; ++i)
    chosen.push_back(std::move(all[order[i].second]));
  return chosen;
}

}  // namespace waypost::viz
