/* verify CONFIGURATION < CODE: the verdict as JSON. cc verify.c $(pkg-config --cflags --libs dinhdanh) */
#include <dinhdanh.h>
#include <stdio.h>

int main(int argc, char *argv[])
{
    char text[4096];
    char *json = NULL;
    dd_counter *counter = dd_open(argc == 2 ? argv[1] : "", &json);
    if (counter != NULL)
        json = dd_verify(counter, text, fread(text, 1, sizeof text, stdin));
    puts(json != NULL ? json : "out of memory");
    dd_free(json);
    dd_close(counter);
    return counter != NULL ? 0 : 2;
}
