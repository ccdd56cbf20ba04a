package dev.tidemark.benchmarks.idle;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has taken of its machine, as Linux tells in {@code proc_pid_status(5)} and {@code proc_pid_stat(5)}.
 *
 * @param resident bytes of memory that it holds at this moment, pages that it shares with other processes included
 * @param processor processor's time since its start, of all its threads
 */
record Usage(long resident, Duration processor) {

    private static final String RESIDENT = "VmRSS:";
    private static final long KIBIBYTE = 1024;

    /** @throws ServiceException when the process has ended, or where there is no such file system */
    static Usage of(ProcessHandle process) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return new Usage(
                    resident(Files.readAllLines(status)),
                    process.info().totalCpuDuration().orElseThrow());
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be read (%s): run this on Linux, and see the process's log should it have ended"
                            .formatted(status, e.getMessage()),
                    e);
        }
    }

    static long resident(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith(RESIDENT) && line.endsWith(" kB")) {
                return KIBIBYTE
                        * Long.parseLong(line.substring(RESIDENT.length(), line.length() - " kB".length())
                                .strip());
            }
        }
        throw new IOException("no line " + RESIDENT);
    }
}
