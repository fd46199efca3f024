#include <stdio.h>

int main(void)
{
    return puts("quantal " QTL_VERSION) < 0;
}
