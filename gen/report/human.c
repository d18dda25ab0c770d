#include "report/excerpt.h"
#include "report/order.h"

typedef struct Human {
    Buffer *out;
    const Sources *sources;
    ReportOptions options;
} Human;

// ---- colour

typedef enum Paint { PAINT_NONE, PAINT_ERROR, PAINT_WARNING, PAINT_INFO, PAINT_FRAME, PAINT_STRONG } Paint;

static Paint paint_of(Severity severity) {
    switch (severity) {
    case SEVERITY_ERROR: return PAINT_ERROR;
    case SEVERITY_WARNING: return PAINT_WARNING;
    case SEVERITY_INFO: return PAINT_INFO;
    }
    return PAINT_NONE;
}

// The codes are those of ECMA-48, "select graphic rendition".
static void paint(Human *h, Paint paint) {
    static const char *const sequences[] = {
        [PAINT_NONE] = "\x1b[0m",    [PAINT_ERROR] = "\x1b[1;31m", [PAINT_WARNING] = "\x1b[1;33m",
        [PAINT_INFO] = "\x1b[1;36m", [PAINT_FRAME] = "\x1b[1;34m", [PAINT_STRONG] = "\x1b[1m"};
    if (h->options.color) buffer_add_text(h->out, sequences[paint]);
}

static void add_painted(Human *h, Paint color, const char *text) {
    paint(h, color);
    buffer_add_text(h->out, text);
    paint(h, PAINT_NONE);
}

// ---- the frame

static size_t digits_of(size_t number) {
    size_t count = 1;
    while (number >= 10) {
        number /= 10;
        count++;
    }
    return count;
}

static void add_margin(Human *h, size_t margin, const char *sign) {
    buffer_add_repeated(h->out, ' ', margin);
    add_painted(h, PAINT_FRAME, sign);
}

// `17 | the line`
static void add_source_line(Human *h, size_t margin, size_t line, Excerpt excerpt) {
    buffer_add_repeated(h->out, ' ', margin - digits_of(line));
    paint(h, PAINT_FRAME);
    buffer_add_format(h->out, "%zu |", line);
    paint(h, PAINT_NONE);
    if (excerpt.shown.length) buffer_add_byte(h->out, ' ');
    report_add_excerpt(h->out, excerpt);
    buffer_add_byte(h->out, '\n');
}

// `   |      ^^^^ label`
static void add_mark_line(Human *h, size_t margin, Excerpt excerpt, const Diag *diag, Str label) {
    add_margin(h, margin, " |");
    buffer_add_repeated(h->out, ' ', excerpt.indent + 1);
    paint(h, paint_of(diag->severity));
    buffer_add_repeated(h->out, '^', excerpt.width);
    if (label.length) buffer_add_byte(h->out, ' ');
    report_add_visible(h->out, label);
    paint(h, PAINT_NONE);
    buffer_add_byte(h->out, '\n');
}

// ---- the place

// Where a span begins and ends; an end at the very start of a line is the end of the line before.
typedef struct Extent {
    Place start, end;
    size_t start_byte, end_byte; // within the lines
} Extent;

static size_t byte_within_line(const Place *place, uint32_t offset) {
    return offset - place->file->base - place->file->lines.at[place->line - 1];
}

static Extent extent_of(const Human *h, Span span) {
    Extent extent = {.start = sources_place(h->sources, span.start), .end = sources_place(h->sources, span.end)};
    if (!extent.start.file || extent.end.file != extent.start.file) extent.end = extent.start;
    if (!extent.start.file) return extent;
    const uint32_t end = extent.end.line > extent.start.line || span.end > span.start ? span.end : span.start;
    extent.start_byte = byte_within_line(&extent.start, span.start);
    extent.end_byte = byte_within_line(&extent.end, end);
    if (extent.end.line > extent.start.line && extent.end_byte == 0) {
        extent.end.line--;
        extent.end_byte = source_line(h->sources, extent.end.file, extent.end.line).length;
    }
    return extent;
}

static Str line_text(const Human *h, const Place *place) { return source_line(h->sources, place->file, place->line); }

static size_t indentation(Str line) {
    size_t blanks = 0;
    while (blanks < line.length && (line.at[blanks] == ' ' || line.at[blanks] == '\t')) blanks++;
    return blanks;
}

// The last line of a span of several: marked from its first letter on, so that a reader sees the
// bracket that closes what the first line opens.
static void add_last_line(Human *h, const Diag *diag, const Extent *extent, size_t margin) {
    const Str line = line_text(h, &extent->end);
    const Excerpt excerpt = report_excerpt(line, indentation(line), extent->end_byte);
    if (extent->end.line > extent->start.line + 1) add_painted(h, PAINT_FRAME, "...\n");
    add_source_line(h, margin, extent->end.line, excerpt);
    add_mark_line(h, margin, excerpt, diag, STR_NONE);
}

static void add_extent(Human *h, const Diag *diag, const Extent *extent, size_t margin) {
    const bool one_line = extent->end.line == extent->start.line;
    const Str line = line_text(h, &extent->start);
    const Excerpt excerpt = report_excerpt(line, extent->start_byte, one_line ? extent->end_byte : line.length);
    add_margin(h, margin, " |\n");
    add_source_line(h, margin, extent->start.line, excerpt);
    add_mark_line(h, margin, excerpt, diag, diag->label);
    if (!one_line) add_last_line(h, diag, extent, margin);
}

static void add_place(Human *h, const Place *place, size_t margin) {
    add_margin(h, margin, "--> ");
    report_add_visible(h->out, place->file->name);
    buffer_add_format(h->out, ":%zu:%zu\n", place->line, place->column);
}

// ---- notes

static void begin_note(Human *h, size_t margin) { add_margin(h, margin, " = "); }

static void add_note(Human *h, const DiagNote *note, size_t margin) {
    begin_note(h, margin);
    report_add_visible(h->out, note->message);
    const Place place = sources_place(h->sources, note->span.start);
    if (place.file) {
        buffer_add_text(h->out, ", ");
        report_add_visible(h->out, place.file->name);
        buffer_add_format(h->out, ":%zu", place.line);
    }
    buffer_add_byte(h->out, '\n');
}

static size_t environments_of(const Diag *diag, ReportOptions options) {
    size_t count = 0;
    for (size_t i = 0; i < options.environment_count; i++) count += report_is_of(diag, i);
    return count;
}

// `dev, stage and prod`
static void add_environment_names(Human *h, const Diag *diag, size_t count) {
    size_t named = 0;
    for (size_t i = 0; i < h->options.environment_count; i++) {
        if (!report_is_of(diag, i)) continue;
        if (named) buffer_add_text(h->out, named + 1 == count ? " and " : ", ");
        report_add_visible(h->out, h->options.environments[i]);
        named++;
    }
}

static void add_environments(Human *h, const Diag *diag, size_t margin) {
    const size_t count = environments_of(diag, h->options);
    if (!count || !report_is_of_some(diag, h->options)) return;
    begin_note(h, margin);
    buffer_add_text(h->out, count == 1 ? "in environment " : "in environments ");
    add_environment_names(h, diag, count);
    buffer_add_byte(h->out, '\n');
}

// ---- a finding

static void add_headline(Human *h, const Diag *diag) {
    paint(h, paint_of(diag->severity));
    const Str id = diag_id(diag);
    buffer_add_format(h->out, "%s[%.*s]", severity_name(diag->severity), STR_ARG(id));
    paint(h, PAINT_NONE);
    paint(h, PAINT_STRONG);
    buffer_add_text(h->out, ": ");
    report_add_visible(h->out, diag->message);
    paint(h, PAINT_NONE);
    buffer_add_byte(h->out, '\n');
}

// The numbers of lines stand in at least two columns, so that most findings of a file line up.
static size_t margin_of(const Extent *extent) {
    const size_t digits = digits_of(extent->end.line);
    return digits < 2 ? 2 : digits;
}

static void add_finding(Human *h, const Diag *diag) {
    const Extent extent = extent_of(h, diag->span);
    const size_t margin = margin_of(&extent);
    add_headline(h, diag);
    if (extent.start.file) {
        add_place(h, &extent.start, margin);
        add_extent(h, diag, &extent, margin);
    }
    for (size_t i = 0; i < diag->notes.count; i++) add_note(h, &diag->notes.at[i], margin);
    add_environments(h, diag, margin);
    buffer_add_byte(h->out, '\n');
}

// ---- the summary

static void add_count(Human *h, size_t count, const char *what, bool *any) {
    if (!count) return;
    buffer_add_format(h->out, "%s%zu %s%s", *any ? ", " : "", count, what, count == 1 ? "" : "s");
    *any = true;
}

// The one file that all of `ordered` are in, or null; `*count` gets the number of files.
static const SourceFile *files_of(const Human *h, const Diag **ordered, size_t findings, size_t *count) {
    const SourceFile *last = NULL;
    *count = 0;
    for (size_t i = 0; i < findings; i++) {
        const SourceFile *file = sources_file_at(h->sources, ordered[i]->span.start);
        if (!file || file == last) continue;
        last = file;
        ++*count;
    }
    return *count == 1 ? last : NULL;
}

static void add_summary(Human *h, const Diags *diags, const Diag **ordered) {
    bool any = false;
    size_t files;
    const SourceFile *only = files_of(h, ordered, diags->all.count, &files);
    add_count(h, diags->errors, "error", &any);
    add_count(h, diags->warnings, "warning", &any);
    add_count(h, diags->all.count - diags->errors - diags->warnings, "remark", &any);
    if (only) {
        buffer_add_text(h->out, " in ");
        report_add_visible(h->out, only->name);
    } else if (files) {
        buffer_add_format(h->out, " in %zu files", files);
    }
    buffer_add_byte(h->out, '\n');
}

void report_human(Buffer *out, const Sources *sources, const Diags *diags, ReportOptions options) {
    Human h = {.out = out, .sources = sources, .options = options};
    if (!diags->all.count) return;
    const Diag **ordered = report_order(out->arena, diags);
    for (size_t i = 0; i < diags->all.count; i++) add_finding(&h, ordered[i]);
    add_summary(&h, diags, ordered);
}
