// SPDX-License-Identifier: Apache-2.0
// How each panel is made; one line per panel file.
#pragma once

#include "viz/panels/panel.hpp"

namespace waypost::viz {

std::unique_ptr<Panel> make_transport();
std::unique_ptr<Panel> make_map();
std::unique_ptr<Panel> make_inspector();
std::unique_ptr<Panel> make_plots();
std::unique_ptr<Panel> make_events();
std::unique_ptr<Panel> make_timeline();
std::unique_ptr<Panel> make_follow();
std::unique_ptr<Panel> make_propagation();
std::unique_ptr<Panel> make_mail();
std::unique_ptr<Panel> make_compare();
std::unique_ptr<Panel> make_lesson();

}  // namespace waypost::viz
