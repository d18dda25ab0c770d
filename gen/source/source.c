#include "source/source.h"

#include "base/utf8.h"

Sources *sources_new(Arena *arena) {
    Sources *sources = arena_make(arena, Sources);
    sources->arena = arena;
    sources->next_base = 1;
    return sources;
}

SourceFile *sources_add(Sources *sources, Str name, Str text, bool built_in) {
    SourceFile *file = arena_make(sources->arena, SourceFile);
    *file = (SourceFile){.name = name, .text = text, .base = sources->next_base, .built_in = built_in};
    sources->next_base += (uint32_t)text.length + 1; // the end of a file is a place too
    vector_add(sources->arena, &sources->files, file);
    return file;
}

SourceFile *sources_file_at(const Sources *sources, uint32_t offset) {
    size_t low = 0, high = sources->files.count;
    while (low < high) { // the last file whose base is not beyond `offset`
        const size_t middle = (low + high) / 2;
        if (sources->files.at[middle]->base <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? sources->files.at[low - 1] : NULL;
}

static void index_lines(const Sources *sources, SourceFile *file) {
    size_t count = 1;
    for (size_t i = 0; i < file->text.length; i++) count += file->text.at[i] == '\n';
    file->lines.at = arena_alloc_array(sources->arena, count, sizeof *file->lines.at);
    file->lines.count = 1;
    for (size_t i = 0; i < file->text.length; i++)
        if (file->text.at[i] == '\n') file->lines.at[file->lines.count++] = (uint32_t)i + 1;
}

static size_t line_of(const SourceFile *file, uint32_t offset) {
    size_t low = 0, high = file->lines.count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (file->lines.at[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

Place sources_place(const Sources *sources, uint32_t offset) {
    SourceFile *file = sources_file_at(sources, offset);
    if (!file) return (Place){0};
    if (!file->lines.at) index_lines(sources, file);
    const uint32_t within = offset - file->base;
    const size_t line = line_of(file, within);
    const Str before = str_slice(file->text, file->lines.at[line - 1], within);
    return (Place){file, line, utf8_count(before) + 1};
}

Str sources_text(const Sources *sources, Span span) {
    const SourceFile *file = sources_file_at(sources, span.start);
    return file ? str_slice(file->text, span.start - file->base, span.end - file->base) : STR_NONE;
}

Str source_line(const Sources *sources, const SourceFile *file, size_t line) {
    SourceFile *indexed = sources_file_at(sources, file->base);
    if (!indexed->lines.at) index_lines(sources, indexed);
    if (line == 0 || line > indexed->lines.count) return STR_NONE;
    const size_t start = indexed->lines.at[line - 1];
    size_t end = str_find_byte(file->text, '\n', start);
    if (end > start && file->text.at[end - 1] == '\r') end--;
    return str_slice(file->text, start, end);
}

bool span_is_none(Span span) { return span.start == 0 && span.end == 0; }

Span span_join(Span a, Span b) {
    if (span_is_none(a)) return b;
    if (span_is_none(b)) return a;
    return (Span){a.start, b.end};
}
