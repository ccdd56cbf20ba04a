package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.command.ExitCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README says to type, typed as it stands there, in a fresh clone. Blocks that a test cannot run, or not alone, bear a comment
 * that says so; any other is run whole, and must end well.
 */
final class ReadmeIT {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?m)^(?:<!-- (tests: .*?) -->\\n)?```sh\\n((?s:.*?))^```$");
    private static final String LEFT_OUT = "tests: not run, ";
    private static final String TERMINALS = "tests: each line in a terminal of its own";
    private static final String NAMES = "tests: with a wave and a package of the farm above";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Pattern WAVE = Pattern.compile("demo-\\d+-[0-9a-f]+");
    /** Where {@code tidemark up} listens unless it is told otherwise. */
    private static final int USUAL_PORT = 9292;

    @TempDir
    private Path folder;

    private final List<Terminal> terminals = new ArrayList<>();

    /** A command that goes on until it is stopped. */
    private record Terminal(Process process, Path output) {}

    /** @param mark what the comment before it says; empty where there is none */
    private record Block(String mark, String script) {}

    @AfterEach
    void closeTerminals() throws InterruptedException {
        for (Terminal terminal : terminals.reversed()) {
            terminal.process().destroy();
            assertThat(terminal.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void every_command_does_what_it_says_in_a_fresh_clone() throws Exception {
        requireUsualPort();
        Path clone = folder.resolve("tidemark");
        Ended cloned = run(
                folder, // Of sources that are no clone, or another user's, a copy without what was built will do.
                "git clone -q '%1$s' tidemark || { mkdir -p tidemark; tar -C '%1$s' --exclude=target --exclude=.git -cf - . | tar -C tidemark -xf -; }"
                        .formatted(CHECKOUT));
        assertThat(cloned.status()).as(cloned.output()).isZero();
        List<Block> blocks = blocks(Files.readString(clone.resolve("README.md")));

        assertThat(blocks.getFirst().script()).isEqualTo("./tidemark demo\n");
        for (Block block : blocks) {
            if (block.mark().equals(TERMINALS)) {
                inTerminals(clone, block.script());
            } else if (block.mark().equals(NAMES)) {
                withNames(clone, block.script());
            } else if (!block.mark().startsWith(LEFT_OUT)) {
                assertThat(block.mark()).isEmpty();
                Ended ended = run(clone, block.script());
                assertThat(ended.status())
                        .as("%s%n%s", block.script(), ended.output())
                        .isZero();
                assertThat(ended.output()).as(block.script()).isNotBlank();
            }
        }
        assertThat(blocks)
                .filteredOn(block -> block.mark().startsWith(LEFT_OUT))
                .hasSizeLessThan(3);
        assertThat(blocks).extracting(Block::mark).contains("", TERMINALS, NAMES);
    }

    /** Whoever took it meanwhile is no fault of what the README says. */
    private static void requireUsualPort() {
        assumeTrue(
                isFree(USUAL_PORT),
                "not tested: what the README says, in a fresh clone. Something listens at port 9292, where tidemark up would; stop it");
    }

    private static List<Block> blocks(String readme) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(readme);
        while (found.find()) {
            blocks.add(new Block(found.group(1) == null ? "" : found.group(1), found.group(2)));
        }
        return blocks;
    }

    /** A farm, a bump for it, and what becomes of that. */
    private void inTerminals(Path clone, String script) throws Exception {
        requireUsualPort();
        List<String> lines = script.lines().toList();
        await(open(clone, lines.getFirst()), said -> said.contains("The farm is up"));
        for (String line : lines.subList(1, lines.size() - 1)) {
            Ended ended = run(clone, line);
            assertThat(ended.status()).as("%s%n%s", line, ended.output()).isZero();
        }
        await(open(clone, lines.getLast()), said -> said.contains("BREAKAGE b-"));
    }

    /** Each line alone, in its order; what stands in capitals is a name of the farm's, and the file is there. */
    private void withNames(Path clone, String script) throws Exception {
        Matcher wave = WAVE.matcher(run(clone, "./tidemark wave list").output());
        assertThat(wave.find()).isTrue();
        Files.writeString(clone.resolve("demo.yaml"), "cadence:\n  textkit: 7d\n");
        for (String line : script.lines().toList()) {
            Ended ended = run(clone, line.replace("WAVE", wave.group()).replace("PACKAGE", "tables"));
            // Who follows the log of a job that the wave broke is told so by the status, too.
            assertThat(ended.status())
                    .as("%s%n%s", line, ended.output())
                    .isEqualTo(line.contains(" logs ") ? ExitCodes.RED : ExitCodes.OK);
            assertThat(ended.output()).as(line).isNotBlank();
        }
    }

    private record Ended(int status, String output) {}

    private Ended run(Path where, String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = begin(where, script, output);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(script)
                .isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private Terminal open(Path where, String line) throws IOException {
        Path output = Files.createTempFile(folder, "terminal", ".txt");
        Terminal terminal = new Terminal(begin(where, "exec " + line, output), output);
        terminals.add(terminal);
        return terminal;
    }

    private static Process begin(Path where, String script, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(where.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        return builder.start();
    }

    private static void await(Terminal terminal, Predicate<String> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String said = Files.readString(terminal.output());
        while (!condition.test(said)) {
            assertThat(terminal.process().isAlive()).as(said).isTrue();
            assertThat(System.nanoTime()).as(said).isLessThan(deadline);
            Thread.sleep(100);
            said = Files.readString(terminal.output());
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket tried = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return tried.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
