package dev.tidemark.agent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of single processes, by {@code prlimit} of util-linux. Where that is all there is, memory is counted process by process
 * (data, not addresses: a Java machine reserves far more of these than it uses), and the number of processes is limited for a
 * user who is not root alone: all of that user's, or in a sandbox those in it.
 */
final class ProcessLimits {

    private final Path prlimit;
    private final HardLimits most;

    /** @param most what is not raised: a command could not even be started with more */
    ProcessLimits(Path prlimit, HardLimits most) {
        this.prlimit = prlimit;
        this.most = most;
    }

    /** Of files alone: the rest is limited by something better. */
    List<String> ofFiles(Allowance allowance, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                prlimit.toString(), "--core=0", "--fsize=" + Math.min(allowance.fileBytes(), most.fileBytes())));
        words.addAll(command);
        return words;
    }

    List<String> ofAll(Allowance allowance, List<String> command) {
        List<String> words = new ArrayList<>(
                List.of(prlimit.toString(), "--nproc=" + Math.min(allowance.processes(), most.processes())));
        if (allowance.memoryBytes() > 0) {
            words.add("--data=" + Math.min(allowance.memoryBytes(), most.dataBytes()));
        }
        words.addAll(ofFiles(allowance, command));
        return words;
    }
}
