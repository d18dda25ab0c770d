#include "expand/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 1000 };

static bool search(Expander *e, const Term *pattern, pcre2_code *code, Str subject, bool *found) {
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(context, MATCH_LIMIT);
    pcre2_set_depth_limit(context, DEPTH_LIMIT);
    const char *text = subject.at ? subject.at : "";
    const int result = pcre2_match(code, (PCRE2_SPTR)text, subject.length, 0, 0, data, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    *found = result >= 0;
    if (result >= 0 || result == PCRE2_ERROR_NOMATCH) return true;
    diag_add(e->diags, DIAG_REGEX_LIMIT, pattern->span, "this regular expression takes too many steps to match");
    return false;
}

bool regex_search(Expander *e, const Term *pattern, Str subject, bool *found) {
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern->as.text.at, pattern->as.text.length, PCRE2_UTF, &error, &offset, NULL);
    if (!code) {
        PCRE2_UCHAR message[128];
        pcre2_get_error_message(error, message, sizeof message);
        diag_add(e->diags, DIAG_REGEX_INVALID, pattern->span, "this is no regular expression: %s",
                 (const char *)message);
        return false;
    }
    const bool done = search(e, pattern, code, subject, found);
    pcre2_code_free(code);
    return done;
}
