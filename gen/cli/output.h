// Several files replaced all together or not at all.
//
// Each is written beside its target first and then renamed onto it; one whose content is what
// stands there already is left untouched. When anything fails, what was there stays, or is put
// back. Nothing is flushed to the disk: what stands here can be made again from the source, and a
// flush costs more than a compilation.
#ifndef TIERCE_CLI_OUTPUT_H
#define TIERCE_CLI_OUTPUT_H

#include "base/str.h"

typedef struct OutputFile {
    Str path;
    Str text;
    bool changed; // set by output_write: it was written; else it stood there already
} OutputFile;

// Makes each file's content its `text`, making folders that are missing. Returns false with the
// reason in `problem`, and then no file has changed.
bool output_write(Arena *arena, OutputFile *files, size_t count, Str *problem);

#endif
