// Files of the system, read whole.
#ifndef TIERCE_SOURCE_READ_H
#define TIERCE_SOURCE_READ_H

#include "base/str.h"

typedef enum ReadResult {
    READ_DONE,
    READ_MISSING,   // there is no such file
    READ_TOO_LARGE, // more than `most` bytes
    READ_FAILED,    // anything else; errno says what
} ReadResult;

// Reads the file `path` ("-" is standard input) of at most `most` bytes into `arena`. `*content`
// leaves out a UTF-8 byte order mark.
ReadResult source_read(Arena *arena, Str path, size_t most, Str *content);

#endif
