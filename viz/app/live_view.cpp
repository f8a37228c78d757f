// SPDX-License-Identifier: Apache-2.0
#include "viz/app/live_view.hpp"

#include <backends/imgui_impl_glfw.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>

#include "cli/interrupt.hpp"
#include "sim/atomic_file.hpp"
#include "viz/app/glfw_keys.hpp"
#include "viz/app/lesson_steps.hpp"
#include "viz/app/screen.hpp"
#include "viz/app/subject_by_name.hpp"
#include "viz/app/window.hpp"
#include "viz/draw/theme.hpp"
#include "viz/draw/ui_map.hpp"
#include "viz/live/simulation_thread.hpp"
#include "viz/view/keys.hpp"

namespace waypost::viz {
namespace {

constexpr double kFrameSeconds = 1.0 / 30, kExpressFrameSeconds = 0.25;
constexpr double kIdleSeconds = 0.5;  // between two looks whether the terminal wants it to end
constexpr int kFramesAfterInput = 3;  // hovering and tables settle in two
constexpr int kFramesOfSnapshot = 2;  // a tab or table that is new finds its size in the first

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Whether a text field takes the keys from now on. ImGui's own WantTextInput says so a frame late.
bool text_field_is_active() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  return g.ActiveId != 0 && g.ActiveId == g.InputTextState.ID;
}

/// ImGui's GLFW backend, for as long as the window lives.
struct GlfwBackend {
  explicit GlfwBackend(const Window& window) {
    ImGui_ImplGlfw_InitForOpenGL(window.handle(), true);
  }
  ~GlfwBackend() { ImGui_ImplGlfw_Shutdown(); }
};

class LiveView {
 public:
  LiveView(std::unique_ptr<Simulation> simulation, const LiveViewOptions& options)
      : options_(options),
        window_(options.size.width, options.size.height, "Waypost " + simulation->scene().title),
        ui_(first_look(*simulation, window_, options)),
        screen_(options.size.width, options.size.height, ui_),
        backend_(window_),
        dashboard_(options.only_panel),
        simulation_(std::move(simulation), [] { Window::wake(); }) {
    if (options_.session_file.empty())
      options_.session_file = free_session_name(simulation_.snapshot()->scene->title);
    ui_.session_file = options_.session_file;
    go_on_with_session();
    if (options.play) simulation_.send(Play{});
  }
  void run();
  std::unique_ptr<Simulation> stop() { return simulation_.stop(); }

 private:
  static UiState first_look(const Simulation& simulation, const Window& window,
                            const LiveViewOptions& options);
  void go_on_with_session();
  void wait(const Snapshot& snapshot);
  void take_picture(const std::string& file);
  void press_keys(const Snapshot& snapshot);
  void draw(const Snapshot& snapshot);
  void tell_simulation();

  LiveViewOptions options_;
  Window window_;
  UiState ui_;
  Screen screen_;
  GlfwBackend backend_;
  Dashboard dashboard_;
  CommandList commands_;
  UiMap ui_map_;
  std::string looked_at_;
  std::shared_ptr<const Snapshot> drawn_;
  int frames_due_ = kFramesAfterInput;
  double last_frame_ = 0;
  std::uint64_t frames_ = 0;
  ThemeName theme_ = ThemeName::dark;
  SimulationThread simulation_;  // last: its thread ends before what it wakes
};

UiState LiveView::first_look(const Simulation& simulation, const Window& window,
                             const LiveViewOptions& options) {
  UiState ui;
  ui.theme = options.theme;
  ui.scale = window.content_scale() * options.scale;
  ui.select(telling_subject(simulation.scene()));
  ui.lesson.begin(options.lesson);
  if (options.lesson) ui.layout = find_preset("teach")->layout;
  if (options.layout != nullptr) ui.use(*options.layout);
  return ui;
}

/// Stands where the session ended: what is done next comes after what it did.
void LiveView::go_on_with_session() {
  const auto& session = options_.run.session;
  if (!session) return;
  simulation_.send(Seek{session->until});
  simulation_.send(Tell{fmt::format("{} goes on: {} commands so far", options_.session_file,
                                    session->commands.size())});
}

/// Until there is something to draw, and no more often than the frame rate allows.
void LiveView::wait(const Snapshot& snapshot) {
  // Frames asked for by their number are drawn, though the run may have ended before.
  if (options_.close_after_frames != 0) frames_due_ = std::max(frames_due_, 1);
  const Transport& t = snapshot.transport;
  const double interval = t.playing && t.express ? kExpressFrameSeconds : kFrameSeconds;
  const double until = last_frame_ + interval;
  const bool busy = frames_due_ > 0 || t.playing || simulation_.snapshot() != drawn_;
  const double rest = until - seconds_now();
  const double timeout = busy ? std::max(rest, 0.001) : kIdleSeconds;
  window_.wait(timeout);
  if (window_.take_touched()) frames_due_ = kFramesAfterInput;
}

void LiveView::press_keys(const Snapshot& snapshot) {
  for (const KeyPress& press : window_.take_keys()) {
    const KeyChord chord = chord_of(press);
    // Plain keys belong to the text field that has the focus; the palette's has it when it opens.
    const bool typing = text_field_is_active() || ui_.show_palette;
    if (typing && !chord.control && chord.key != kKeyEscape) continue;
    const KeyAction* action = action_of(chord);
    if (action == nullptr) continue;
    perform(action->id, snapshot, ui_, commands_);
  }
}

void LiveView::take_picture(const std::string& file) {
  try {
    write_png(screen_.read_pixels(), file);
    commands_.send(Tell{"saved " + file});
  } catch (const std::runtime_error& error) {
    commands_.send(Tell{error.what(), true});
  }
}

void LiveView::tell_simulation() {
  for (Command& command : commands_.take()) simulation_.send(std::move(command));
  const Attention attention = ui_.attention();
  const TimeRange range = attention.range.value_or(TimeRange{});
  const std::string looked_at = fmt::format(
      "{} {} {} {} {} {} {} {} {} {} {}", static_cast<int>(attention.subject.kind),
      attention.subject.index, static_cast<int>(attention.pinned.kind), attention.pinned.index,
      attention.search, attention.event_filter, attention.watched,
      static_cast<int>(attention.follow.what), attention.follow.number, range.from.ns, range.to.ns);
  if (looked_at == looked_at_) return;
  looked_at_ = looked_at;
  simulation_.send(Look{attention});
}

void LiveView::draw(const Snapshot& snapshot) {
  if (theme_ != ui_.theme) apply_theme(ui_.theme, ui_.scale);
  theme_ = ui_.theme;
  int width = 0, height = 0;
  window_.size(width, height);
  if (width < 1 || height < 1) return;  // iconified
  screen_.resize(width, height);
  const double now = seconds_now();
  ImGui_ImplGlfw_NewFrame();
  enter_lesson_step(ui_, snapshot, commands_);
  ui_map_.widgets.clear();
  screen_.draw(dashboard_, snapshot, commands_,
               static_cast<float>(std::max(1e-4, now - last_frame_)),
               options_.ui_map_file.empty() ? nullptr : &ui_map_);
  window_.present();
  ui_map_.inputs = window_.inputs();
  ui_map_.settled = frames_due_ <= 1;
  ui_map_.typing = text_field_is_active();
  if (!options_.ui_map_file.empty())
    sim::write_file(options_.ui_map_file, ui_map_json(ui_map_, snapshot, ui_, frames_));
  last_frame_ = now;
  ++frames_;
}

void LiveView::run() {
  const cli::Interrupt interrupt;  // Ctrl-C ends it as closing does: the session is written
  while (!window_.should_close() && !cli::Interrupt::flag()) {
    simulation_.want_snapshot();
    const std::shared_ptr<const Snapshot> snapshot = simulation_.snapshot();
    press_keys(*snapshot);
    if (snapshot != drawn_) frames_due_ = std::max(frames_due_, kFramesOfSnapshot);
    if (frames_due_ > 0) {
      const bool picture = std::exchange(ui_.wants_picture, false);
      draw(*snapshot);
      drawn_ = snapshot;
      --frames_due_;
      if (picture) take_picture(snapshot->scene->title + ".png");
    }
    tell_simulation();
    if (options_.close_after_frames != 0 && frames_ >= options_.close_after_frames)
      return screen_.check_errors();
    wait(*snapshot);
  }
}

}  // namespace

std::string free_session_name(const std::string& name) {
  std::string file = name + ".session.textproto";
  for (int n = 2; std::filesystem::exists(file); ++n)
    file = fmt::format("{}-{}.session.textproto", name, n);
  return file;
}

scenarios::SessionRecord run_live_view(const LiveViewOptions& options) {
  LiveView view(make_simulation(options.run, options.with, options.rewind_octets), options);
  view.run();
  const std::unique_ptr<Simulation> simulation = view.stop();
  return simulation->session();
}

}  // namespace waypost::viz
