// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/build.hpp"
