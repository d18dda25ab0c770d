#include "source/read.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buffer.h"

static ReadResult read_stream(Arena *arena, FILE *stream, size_t most, Str *content) {
    Buffer buffer = buffer_new(arena);
    char block[16384];
    size_t count;
    while ((count = fread(block, 1, sizeof block, stream)) > 0) {
        if (buffer.length + count > most) return READ_TOO_LARGE;
        buffer_add(&buffer, (Str){block, count});
    }
    if (ferror(stream)) return READ_FAILED;
    *content = buffer_str(&buffer);
    if (str_starts(*content, STR("\xEF\xBB\xBF"))) *content = str_slice(*content, 3, content->length);
    return READ_DONE;
}

static bool is_directory(FILE *stream) {
    struct stat facts;
    return fstat(fileno(stream), &facts) == 0 && S_ISDIR(facts.st_mode);
}

ReadResult source_read(Arena *arena, Str path, size_t most, Str *content) {
    if (str_is(path, "-")) return read_stream(arena, stdin, most, content);
    FILE *stream = fopen(str_terminated(arena, path), "rb");
    if (!stream) return errno == ENOENT || errno == ENOTDIR ? READ_MISSING : READ_FAILED;
    ReadResult result;
    if (is_directory(stream)) {
        errno = EISDIR;
        result = READ_FAILED;
    } else {
        result = read_stream(arena, stream, most, content);
    }
    const int error = errno;
    fclose(stream);
    errno = error;
    return result;
}
