#include "core/process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/fail.h"

/* Keeps the last line of what comes through the pipe, blank lines aside. */
static void listen(int pipe_end, char last_words[QTL_LAST_WORDS])
{
    FILE *stream = fdopen(pipe_end, "r");
    if (!stream) {
        (void)close(pipe_end);
        return;
    }
    char line[QTL_LAST_WORDS];
    while (fgets(line, sizeof line, stream)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[strspn(line, " \t")] != '\0') {
            memcpy(last_words, line, sizeof line);
        }
    }
    (void)fclose(stream);
}

static qtl_status start(const qtl_process *process, posix_spawn_file_actions_t *actions,
                        int output, pid_t *child)
{
    int error =
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    error = error ? error
                  : posix_spawn_file_actions_adddup2(
                        actions, process->talks ? STDERR_FILENO : output, STDOUT_FILENO);
    if (!error && !process->talks) {
        error = posix_spawn_file_actions_adddup2(actions, output, STDERR_FILENO);
    }
    if (!error && process->folder) {
        error = posix_spawn_file_actions_addchdir_np(actions, process->folder);
    }
    error = error ? error
                  : posix_spawnp(child, process->arguments[0], actions, NULL,
                                 (char *const *)process->arguments, environ);
    QTL_REQUIRE(!error, QTL_EIO, "cannot run %s: %s", process->arguments[0],
                error == ENOENT ? "it is not installed" : strerror(error));
    return QTL_OK;
}

static int wait_for(pid_t child)
{
    int state = 0;
    while (waitpid(child, &state, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

qtl_status qtl_process_run(qtl_process *process)
{
    QTL_REQUIRE(process && process->arguments && process->arguments[0], QTL_EINVAL,
                "process: no program given");
    process->last_words[0] = '\0';
    int ends[2];
    QTL_REQUIRE(pipe2(ends, O_CLOEXEC) == 0, QTL_EIO, "cannot run %s: %s",
                process->arguments[0], strerror(errno));
    posix_spawn_file_actions_t actions;
    (void)posix_spawn_file_actions_init(&actions);
    pid_t child = 0;
    const qtl_status status = start(process, &actions, ends[1], &child);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[1]);
    listen(ends[0], process->last_words);
    if (status == QTL_OK) {
        process->exit_status = wait_for(child);
    }
    return status;
}
