// A child process that tells its lines through a pipe.
// SPDX-License-Identifier: MIT
#include "cli/child_process.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace triptych {
namespace {

using Told = std::function<void(const std::string& line)>;

[[noreturn]] void fail(const char* call) {
    throw Error(ExitCode::INTERNAL, fmt::format("{} failed: {}.", call, std::strerror(errno)));
}

void write_whole(int file, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = write(file, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) _exit(1); // the parent is gone
        if (written > 0) done += static_cast<std::size_t>(written);
    }
}

/// Reads the pipe to its end, line by line. False where the child was silent for too long.
bool listen(int file, const Told& told, std::chrono::seconds patience) {
    const auto timeout = static_cast<int>(std::chrono::milliseconds(patience).count());
    std::string text;
    char block[4096];
    for (;;) {
        pollfd waited{file, POLLIN, 0};
        const int ready = poll(&waited, 1, timeout);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) fail("poll");
        if (ready == 0) return false;
        const ssize_t count = read(file, block, sizeof block);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("read");
        if (count == 0) return true;
        text.append(block, static_cast<std::size_t>(count));
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            told(text.substr(0, end));
            text.erase(0, end + 1);
        }
    }
}

/// Waits for the child, and kills it before where this dies of an exception.
class Child {
public:
    explicit Child(pid_t id, int pipe) : m_id(id), m_pipe(pipe) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        close(m_pipe);
        if (m_id <= 0) return;
        kill(m_id, SIGKILL);
        wait();
    }

    void stop() const { kill(m_id, SIGKILL); }

    /// The status that waitpid gives.
    int wait() {
        int status = 0;
        while (waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
        }
        m_id = 0;
        return status;
    }

private:
    pid_t m_id;
    int m_pipe;
};

} // namespace

std::string run_in_child(const std::function<void(const Told&)>& work, const Told& told,
                         std::chrono::seconds patience) {
    int ends[2];
    if (pipe(ends) != 0) fail("pipe");
    const pid_t id = fork();
    if (id < 0) fail("fork");
    if (id == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // a driver that never returns does not outlive the program
        close(ends[0]);
        try {
            work([&](const std::string& line) { write_whole(ends[1], line + "\n"); });
        } catch (...) {
            _exit(1); // the work tells of its own errors
        }
        _exit(0); // without the destructors of the drivers' statics, of which some crash
    }
    close(ends[1]);
    Child child(id, ends[0]);
    const bool heard = listen(ends[0], told, patience);
    if (!heard) child.stop();
    const int status = child.wait();
    if (!heard) return fmt::format("no answer for {} seconds", patience.count());
    if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit code {}", WEXITSTATUS(status));
}

} // namespace triptych
