// labelwatch: the commands, one file each in config/commands.

#include <exception>
#include <iostream>

#include "config/commands/program.h"

int main(int argc, char** argv) {
  try {
    return labelwatch::RunProgram({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "labelwatch: " << error.what() << "\n";
    return 1;
  }
}
