#include <cjson/cJSON.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "report/order.h"

typedef struct JsonReport {
    Arena *arena;
    const Sources *sources;
    ReportOptions options;
} JsonReport;

// JSON is UTF-8; a byte that is none becomes U+FFFD.
static const char *text_of(const JsonReport *r, Str text) {
    Buffer clean = buffer_new(r->arena);
    while (utf8_first_invalid(text) < text.length) {
        const size_t bad = utf8_first_invalid(text);
        buffer_add(&clean, str_slice(text, 0, bad));
        buffer_add_code_point(&clean, 0xFFFD);
        text = str_slice(text, bad + 1, text.length);
    }
    buffer_add(&clean, text);
    return buffer_str(&clean).at;
}

static void add_text(const JsonReport *r, cJSON *object, const char *name, Str text) {
    cJSON_AddStringToObject(object, name, text_of(r, text));
}

static void add_place(const JsonReport *r, cJSON *object, Span span) {
    const Place start = sources_place(r->sources, span.start), end = sources_place(r->sources, span.end);
    if (!start.file) {
        cJSON_AddNullToObject(object, "file");
        return;
    }
    add_text(r, object, "file", start.file->name);
    cJSON_AddNumberToObject(object, "line", (double)start.line);
    cJSON_AddNumberToObject(object, "column", (double)start.column);
    cJSON_AddNumberToObject(object, "endLine", (double)end.line);
    cJSON_AddNumberToObject(object, "endColumn", (double)end.column);
}

static cJSON *note_object(const JsonReport *r, const DiagNote *note) {
    cJSON *object = cJSON_CreateObject();
    add_text(r, object, "message", note->message);
    add_place(r, object, note->span);
    return object;
}

static cJSON *fix_object(const JsonReport *r, const DiagFix *fix) {
    cJSON *object = cJSON_CreateObject();
    add_place(r, object, fix->span);
    add_text(r, object, "replacement", fix->replacement);
    return object;
}

static void add_environments(const JsonReport *r, cJSON *object, const Diag *diag) {
    cJSON *names = cJSON_AddArrayToObject(object, "environments");
    for (size_t i = 0; i < r->options.environment_count; i++)
        if (report_is_of(diag, i))
            cJSON_AddItemToArray(names, cJSON_CreateString(text_of(r, r->options.environments[i])));
}

static cJSON *finding_object(const JsonReport *r, const Diag *diag) {
    cJSON *object = cJSON_CreateObject();
    add_text(r, object, "code", diag_id(diag));
    cJSON_AddStringToObject(object, "severity", severity_name(diag->severity));
    add_place(r, object, diag->span);
    add_text(r, object, "message", diag->message);
    add_text(r, object, "label", diag->label);
    cJSON *notes = cJSON_AddArrayToObject(object, "notes");
    for (size_t i = 0; i < diag->notes.count; i++) cJSON_AddItemToArray(notes, note_object(r, &diag->notes.at[i]));
    cJSON *fixes = cJSON_AddArrayToObject(object, "fixes");
    for (size_t i = 0; i < diag->fixes.count; i++) cJSON_AddItemToArray(fixes, fix_object(r, &diag->fixes.at[i]));
    add_environments(r, object, diag);
    return object;
}

void report_json(Buffer *out, const Sources *sources, const Diags *diags, ReportOptions options) {
    const JsonReport r = {out->arena, sources, options};
    const Diag **ordered = report_order(out->arena, diags);
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < diags->all.count; i++) cJSON_AddItemToArray(array, finding_object(&r, ordered[i]));
    char *text = cJSON_Print(array);
    cJSON_Delete(array);
    buffer_add_text(out, text);
    buffer_add_byte(out, '\n');
    free(text);
}
