// SPDX-License-Identifier: Apache-2.0
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

#include <stdexcept>

#include "viz/app/screen.hpp"

namespace waypost::viz {

void write_png(const Picture& picture, const std::string& file) {
  if (stbi_write_png(file.c_str(), picture.width, picture.height, 3, picture.rgb.data(),
                     picture.width * 3) == 0)
    throw std::runtime_error(file + " cannot be written");
}

}  // namespace waypost::viz
