#include "cli/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/report.h"

static bool wants_color(void) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (no_color && *no_color) return false;
    return isatty(STDERR_FILENO) && !(terminal && str_is(str_of(terminal), "dumb"));
}

void show_findings(Arena *arena, const Compilation *compilation, bool json) {
    Buffer text = buffer_new(arena);
    const ReportOptions options = {.color = !json && wants_color(),
                                   .environments = compilation->environments.at,
                                   .environment_count = compilation->environments.count};
    (json ? report_json : report_human)(&text, compilation->sources, compilation->diags, options);
    const Str shown = buffer_str(&text);
    fwrite(shown.at, 1, shown.length, stderr);
}
