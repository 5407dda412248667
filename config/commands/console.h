#pragma once
// What all commands say and read in the same way.

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.h"
#include "consumers/files/record_stream.h"
#include "consumers/known_mistakes.h"
#include "metrics/progress.h"

namespace labelwatch {

std::int64_t MonotonicMs();
std::int64_t UnixMs();

// A sentence on standard error, after the name of the program; a line of the log where that is JSON.
void Say(const std::string& sentence);
// Likewise, without the name: no complaint.
void Note(const std::string& sentence);
// Says what went wrong, and gives the exit code for it.
int Fail(const Error& error);

// Sets up the log as it says. Without a file: the defaults. Nothing: the errors were printed.
std::optional<Config> ReadConfig(const std::string& path);
// Without a file: nobody knows any.
Result<std::optional<KnownMistakes>> ReadKnown(const std::string& path);

// Characters in a line of the terminal that standard output is; 0: it is none.
std::size_t TerminalWidth();

// Progress on standard error, in place where that is a terminal.
Progress ShowProgress(const std::string& what);
// What could not be read of the files.
void PrintProblems(const RecordStream& stream);

// What is written at the end is tried at the beginning. Leaves what is there as it is; `named`: what people set, for
// the error ("calibration.save").
Result<void> CheckWritable(const std::string& path, const std::string& named);
// Writes all of `text`, or says why not and leaves what was there (consumers/files/whole_file.h).
Result<void> WriteFile(const std::string& path, const std::string& text);

}  // namespace labelwatch
