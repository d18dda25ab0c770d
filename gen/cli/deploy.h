// What a person does next with a template: the command that deploys it, and how far its size is
// from CloudFormation's limits.
#ifndef TIERCE_CLI_DEPLOY_H
#define TIERCE_CLI_DEPLOY_H

#include "stack/template.h"

enum {
    DEPLOY_INLINE_BYTES = 51200, // the longest template body in a request
    DEPLOY_S3_BYTES = 1000000,   // the longest that is read from S3
    DEPLOY_MOST_RESOURCES = 500,
};

// The AWS CLI's deploy command for `template`, which stands in the file `path` of `size` bytes:
// with the capabilities that it needs and nothing more, and a place for each parameter that has no
// default. Ends in a newline; each line begins with `indent`.
Str deploy_command(Arena *arena, const Template *template, Str path, size_t size, const char *indent);
// "CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND", or empty.
Str deploy_capabilities(Arena *arena, const Template *template);
// "12,345 bytes, 24% of the 51,200 that a request holds"
Str deploy_size(Arena *arena, size_t size);
// As a POSIX shell reads it back: as it is, or in single quotes.
Str deploy_shell_word(Arena *arena, Str word);

#endif
