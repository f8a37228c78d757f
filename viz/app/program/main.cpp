// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "viz/app/program.hpp"

int main(int argc, char** argv) {
  return waypost::viz::run_view_program({argv + 1, argv + argc}, {std::cout, std::cerr});
}
