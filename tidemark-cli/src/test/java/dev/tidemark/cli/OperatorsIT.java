package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.schemas.catalogue.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a farm and tell it: policies, bumps, waves, answers, agents and events. */
final class OperatorsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LOG = Pattern.compile("\"logHash\" : \"([0-9a-f]{2})([0-9a-f]{62})\"");
    private static final Pattern WAVE = Pattern.compile("tiny-\\d+-[0-9a-f]+");

    @TempDir
    private Path folder;

    private String farm = "";

    @Test
    void what_is_held_is_forced_what_stands_is_answered_and_what_does_not_fit_is_told() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));
        Path gate = folder.resolve("gate");
        TinySet.addPackage(
                set,
                "slow",
                List.of("lone"),
                "while ! test -e '%s'; do sleep 0.1; done\ncat \"$deps/lone/alone\" > \"$out/alone\"\n"
                        .formatted(gate));
        Files.createDirectories(set.resolve("packages/lone/2"));
        Files.writeString(set.resolve("packages/lone/2/.keep"), "");
        String port = Integer.toString(FreePort.any());
        farm = "127.0.0.1:" + port;
        try (TidemarkProcess up = TidemarkProcess.start(
                folder, "up", "--set", set.toString(), "--port", port, "-Dagent.sandbox.mode=off")) {
            up.await("the farm is up", output -> output.contains("The farm is up at " + farm));

            String held = aHeldBumpIsForced();
            aRegressedJobIsAnswered(held);
            aWaveIsPausedResumedAndAbandoned();
            rubbishIsTold();
            watchersAreHeard();
            peopleAreKnown();
            whatNothingRefersToIsRemoved(held);
            Files.createFile(gate);

            up.terminate();
            up.exitStatus();
        }
    }

    /** @return the wave that it opens */
    private String aHeldBumpIsForced() throws IOException, InterruptedException {
        assertThat(run(ExitCodes.OK, "policy", "show", "--set", "tiny")).contains("tiny has no policy");
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "holds:\n  - package: base\n    reason: the freeze\n");
        assertThat(run(ExitCodes.OK, "policy", "apply", policy.toString(), "--set", "tiny", "--by", "ada"))
                .endsWith("see it with: tidemark policy show --set tiny");
        assertThat(run(ExitCodes.OK, "policy", "show", "--set", "tiny")).contains("the freeze", "ada");
        assertThat(run(ExitCodes.USAGE, "policy", "show", "--set", "tinny"))
                .contains("the farm has no set tinny, but tiny: name one of those, or import it");
        assertThat(run(ExitCodes.OK, "policy", "apply", policy.toString(), "--set", "tinny", "--by", "ada"))
                .contains("holds for tinny from now on", "the farm has no set tinny, but tiny");
        assertThat(run(ExitCodes.OK, "policy", "show", "--set", "tinny")).contains("the freeze");

        run(ExitCodes.OK, "bump", "tiny:base", "--to", "2");
        await("the bump is held", said -> said.contains("the freeze"), "bump", "list", "--set", "tiny", "--held");
        assertThat(run(ExitCodes.RED, "bump", "list", "--set", "tiny"))
                .contains("tiny:base@2", "HELD", "tidemark bump force tiny:base@2");
        assertThat(run(ExitCodes.RED, "bump", "show", "tiny:base@2"))
                .startsWith("tiny:base@2  HELD")
                .contains("the freeze", "next step  tidemark bump force tiny:base@2")
                .containsPattern("since +2")
                .containsPattern("publisher +\\S")
                .doesNotContain("superseded");
        assertThat(run(ExitCodes.USAGE, "bump", "show", "tiny:base@7"))
                .contains("the farm has no bump tiny:base@7: see which it has with tidemark bump list");
        await("operators are told", said -> said.contains("BUMP_HELD"), "events");

        run(ExitCodes.OK, "bump", "force", "tiny:base@2", "--by", "ada", "--reason", "it cannot wait");
        await("it opens a wave", said -> WAVE.matcher(said).find(), "wave", "list");
        String wave = wave(run(ExitCodes.OK, "wave", "list"));
        assertThat(run(ExitCodes.OK, "bump", "show", "tiny:base@2", "-o", "json"))
                .contains("\"state\" : \"IN_WAVE\"", "\"wave\" : \"" + wave + "\"", "\"by\" : \"ada\"");
        return wave;
    }

    private void aRegressedJobIsAnswered(String wave) throws InterruptedException, IOException {
        String red = await("the wave is red", said -> said.contains("RED"), "wave", "show", wave);
        assertThat(red).contains("right/", "REGRESSED").contains("top/", "BLOCKED", "behind right");
        assertThat(run(ExitCodes.RED, "wave", "show", wave)).isEqualTo(red);
        assertThat(run(ExitCodes.OK, "why", wave, "top")).contains("cannot be built, behind right");
        assertThat(run(ExitCodes.OK, "agent", "list")).contains("FREE", "SLOTS");

        whoeverItConcernsSeesIt(wave);
        assertThat(run(ExitCodes.USAGE, "resolve", wave, "left", "retry", "--by", "ada", "--reason", "why not"))
                .contains("no job left stands");
        run(ExitCodes.OK, "resolve", wave, "right", "wont-fix", "--by", "ada", "--reason", "nobody reads it");
        String green = await("the wave is green", said -> said.contains("GREEN"), "wave", "show", wave);
        assertThat(green).contains("it will not be mended, says ada: nobody reads it");

        assertThat(run(ExitCodes.USAGE, "wave", "pause", wave, "--by", "ada", "--reason", "too late"))
                .contains("the wave " + wave + " is GREEN: pause is for waves that are");
    }

    private void whoeverItConcernsSeesIt(String wave) throws InterruptedException, IOException {
        await("who can act sees it", said -> said.contains("To act on\n"), "me", "right-keeper");
        assertThat(run(ExitCodes.RED, "me", "right-keeper"))
                .containsPattern("b-[0-9a-f]{16} +RAISED .* right +base 2 +1")
                .contains("Blocked behind others: nothing", "Coming: nothing that is known yet")
                .endsWith("right-keeper has not said how to be told: of what they can act on in their feed.");
        assertThat(run(ExitCodes.OK, "me", "--person", "top-keeper"))
                .contains("To act on: nothing")
                .containsPattern("b-[0-9a-f]{16} +base 2 +right +top");
        Path mine = Files.writeString(folder.resolve("mine.conf"), "person = right-keeper\n");
        assertThat(run(ExitCodes.RED, "me", "--config", mine.toString(), "-o", "json"))
                .contains("\"person\" : \"right-keeper\"", "\"wave\" : \"" + wave + "\"", "\"blocked\" : [ ]");
        assertThat(run(ExitCodes.USAGE, "me", "a/b")).contains("is nobody's name");
    }

    private void aWaveIsPausedResumedAndAbandoned() throws InterruptedException {
        assertThat(run(ExitCodes.USAGE, "wave", "open", "tiny:lone@2", "tiny:lone", "--by", "ada", "--reason", "now"))
                .contains("\"tiny:lone\" names no version");
        assertThat(run(ExitCodes.OK, "wave", "open", "tiny:lone@2", "--by", "ada", "--reason", "it is needed now"))
                .contains("tiny:lone → 2 opens a wave");
        await("slow is being built", said -> said.contains("lone") && said.contains("RUNNING"), "wave", "list");
        String wave = run(ExitCodes.OK, "wave", "list")
                .lines()
                .filter(line -> line.contains("lone"))
                .map(OperatorsIT::wave)
                .findFirst()
                .orElseThrow();
        tell("pause", wave, "PAUSED");
        tell("resume", wave, "OPEN");
        tell("abandon", wave, "ABANDONED");
        assertThat(run(ExitCodes.OK, "wave", "show", wave)).contains("CANCELLED");
    }

    private void rubbishIsTold() throws InterruptedException, ExecutionException {
        byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", farm),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.VERSION_BUMP.name(), rubbish, rubbish))
                    .get();
        }
        await("it is told", said -> said.contains("DEAD_LETTER"), "events");
        assertThat(run(ExitCodes.OK, "events")).contains("BUMP_HELD", "next: tidemark dead-letter list");
    }

    private void watchersAreHeard() throws IOException, InterruptedException {
        Path seen = Files.writeString(folder.resolve("seen.jsonl"), """
            {"project": "https://github.com/up/stream", "from": "2", "to": "3"}
            {"attr": "nobody", "to": "1"}
            """);
        assertThat(run(ExitCodes.OK, "bump", "import", seen.toString()))
                .contains("? pkg:github/up/stream 3: no row of the table", "tiny:nobody → 1", "1 bump published");
        await("a package that nobody knows is held", said -> said.contains("tiny:nobody@1"), "bump", "list", "--held");
        assertThat(run(ExitCodes.RED, "bump", "unmapped")).contains("tiny", "pkg:github/up/stream");

        Path names = Files.writeString(folder.resolve("names.txt"), "github.com/up/stream * nobody-else\n");
        assertThat(run(ExitCodes.OK, "bump", "remap", "--names", names.toString()))
                .contains("tiny:nobody-else 2 → 3", "1 bump published");
        assertThat(run(ExitCodes.OK, "bump", "unmapped")).contains("Every release is of a known package");
        await("it is a bump now", said -> said.contains("tiny:nobody-else@3"), "bump", "list", "--held");
    }

    private void peopleAreKnown() throws IOException {
        assertThat(run(ExitCodes.OK, "people", "list")).startsWith("The farm knows nobody.");
        assertThat(run(ExitCodes.USAGE, "subscribe", "team:qt", "--mail"))
                .contains("knows no address of team:qt", "tidemark people import");
        Path people = Files.writeString(folder.resolve("people.yaml"), """
                - {handle: ada, name: Ada L., email: ada@example.org, teams: [qt]}
                - {handle: ben, email: ben at example.org}
                - {handle: team:qt, members: [cas], email: qt@example.org}
                """);

        assertThat(run(ExitCodes.RED, "people", "import", people.toString(), "--dry-run"))
                .contains("people.yaml, line 2: its email is no address", "2 would be new");
        assertThat(run(ExitCodes.OK, "people", "list")).startsWith("The farm knows nobody.");
        assertThat(run(ExitCodes.RED, "people", "import", people.toString()))
                .contains("2 new, 0 changed, 0 as they were.", "1 row could not be taken");
        assertThat(run(ExitCodes.RED, "people", "import", people.toString())).contains("0 new, ");
        assertThat(run(ExitCodes.OK, "people", "list", "--teams", "-o", "json"))
                .contains("\"members\" : [ \"cas\" ]", "\"email\" : \"q…@e….org\"")
                .doesNotContain("qt@");
        assertThat(run(ExitCodes.OK, "people", "show", "ada"))
                .contains("a…@e….org")
                .doesNotContain("ada@");
        run(ExitCodes.OK, "subscribe", "team:qt", "--mail");

        assertThat(run(ExitCodes.USAGE, "people", "remove", "ada", "nobody")).contains("nobody called nobody");
        assertThat(run(ExitCodes.OK, "people", "remove", "ada")).isEqualTo("forgotten: ada");
        assertThat(run(ExitCodes.USAGE, "people", "show", "ada"))
                .contains("see whom it does with tidemark people list");
    }

    private void whatNothingRefersToIsRemoved(String green) throws IOException {
        Path artifacts = folder.resolve(".tidemark/farm/artifacts");
        Path free = artifacts.resolve("free");
        Path stray =
                Files.writeString(Files.createDirectories(free.resolve("ab")).resolve("cd".repeat(31)), "nobody's");
        Matcher log = LOG.matcher(run(ExitCodes.OK, "job", "show", green, "right", "-o", "json"));
        assertThat(log.find()).isTrue();
        Path kept = free.resolve(log.group(1)).resolve(log.group(2));
        try (Stream<Path> files = Files.walk(free)) {
            FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(40)));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, longAgo);
            }
        }
        assertThat(run(ExitCodes.USAGE, "artifacts", "prune", "--keep", "1h")).contains("write 1d or more");
        assertThat(run(ExitCodes.USAGE, "artifacts", "prune", "--artifacts", folder.toString()))
                .contains("--artifacts DIR says where the farm's is");

        String said = run(ExitCodes.OK, "artifacts", "prune", "--dry-run", "--artifacts", artifacts.toString());
        assertThat(said).contains("of a breakage that stands or did of late", stray.toString(), "Nothing was removed");
        assertThat(stray).exists();
        assertThat(run(ExitCodes.OK, "artifacts", "prune", "--artifacts", artifacts.toString()))
                .contains("1 file removed, 8 B");
        assertThat(stray).doesNotExist();
        assertThat(kept).exists();
    }

    private void tell(String order, String wave, String state) throws InterruptedException {
        run(ExitCodes.OK, "wave", order, wave, "--by", "ada", "--reason", "an exercise");
        await("the wave is " + state, said -> said.contains(state), "wave", "show", wave);
    }

    private static String wave(String said) {
        Matcher wave = WAVE.matcher(said);
        assertThat(wave.find()).as(said).isTrue();
        return wave.group();
    }

    private String run(int expected, String... arguments) {
        return InThisProcess.run(expected, at(arguments));
    }

    private String[] at(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--farm", farm));
        return all.toArray(String[]::new);
    }

    /** Asks again and again, each time all that there is, until it is so; returns what was said then. */
    private String await(String what, Predicate<String> condition, String... arguments) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String said = InThisProcess.said(at(arguments)).all();
            if (condition.test(said)) {
                return said;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("%s: not within %s; the last was:%n%s".formatted(what, PATIENCE, said));
            }
            Thread.sleep(50);
        }
    }
}
