// A process that does nothing but link the libraries that the compiler links: what of a
// compilation's time is the price of starting at all.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <cJSON.h>
#include <pcre2.h>
#include <yaml.h>

int main(void) {
    char version[64];
    return yaml_get_version_string() && cJSON_Version() && pcre2_config(PCRE2_CONFIG_VERSION, version) > 0 ? 0 : 1;
}
