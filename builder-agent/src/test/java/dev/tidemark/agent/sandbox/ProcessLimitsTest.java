package dev.tidemark.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessLimitsTest {

    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final Allowance ALLOWANCE = new Allowance(1L << 30, 4096, 1L << 34);

    private static final List<String> KERNEL = List.of(
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max file size             unlimited            unlimited            bytes     ",
            "Max data size             1000                 900000000            bytes     ",
            "Max processes             10                   50                   processes ");

    @Test
    void hard_limits_are_what_the_kernel_says() {
        assertThat(HardLimits.read(KERNEL)).isEqualTo(new HardLimits(50, 900_000_000, Long.MAX_VALUE));
        assertThat(HardLimits.read(List.of())).isEqualTo(HardLimits.NONE);
    }

    @Test
    void no_limit_is_raised_above_the_hard_one() {
        assertThat(new ProcessLimits(PRLIMIT, HardLimits.read(KERNEL)).ofAll(ALLOWANCE, List.of("ls")))
                .contains("--nproc=50", "--data=900000000", "--fsize=" + (1L << 34))
                .endsWith("ls");
        assertThat(new ProcessLimits(PRLIMIT, HardLimits.NONE).ofAll(ALLOWANCE, List.of("ls")))
                .contains("--nproc=4096", "--data=" + (1L << 30));
    }

    @Test
    void a_user_who_may_have_fewer_processes_than_a_build_can_run_it_all_the_same() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.isExecutable(PRLIMIT)
                        && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "no other user can be had: run the tests as root, with prlimit and setpriv (util-linux)");
        List<String> bare = new ProcessLimits(PRLIMIT, HardLimits.NONE).ofAll(ALLOWANCE, List.of("true"));
        List<String> held = new ProcessLimits(PRLIMIT, HardLimits.read(KERNEL)).ofAll(ALLOWANCE, List.of("true"));

        assertThat(asNobody(bare)).isEqualTo(1);
        assertThat(asNobody(held)).isZero();
    }

    @Test
    void what_does_not_work_is_not_used() throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "there is no prlimit: apt-get install util-linux");

        assertThat(Confinement.processLimits(PRLIMIT, HardLimits.ofThisProcess()))
                .isPresent();
        assertThat(Confinement.processLimits(Path.of("/bin/false"), HardLimits.NONE))
                .isEmpty();
    }

    private static int asNobody(List<String> command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                PRLIMIT.toString(),
                "--nproc=50",
                "--data=900000000",
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups"));
        words.addAll(command);
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
