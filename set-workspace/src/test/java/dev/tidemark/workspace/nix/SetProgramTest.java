package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With programs that stand on the {@code PATH} under the names of Nix's. */
class SetProgramTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path programs = Path.of("");
    private Path set = Path.of("");

    @BeforeEach
    void a_set_and_a_path() throws IOException {
        programs = Files.createDirectory(folder.resolve("bin"));
        set = Files.writeString(folder.resolve("default.nix"), "{ }");
    }

    @Test
    void without_nix_it_is_said_what_to_install() {
        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nix-instantiate")
                .hasMessageContaining("nix-bin");
    }

    @Test
    void a_set_that_is_not_there_is_named() throws Exception {
        Files.delete(set);

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(set + " cannot be read");
    }

    @Test
    void a_folder_without_a_set_is_named_and_what_to_give_instead() throws Exception {
        program("nix-instantiate", "exit 1");
        set = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the folder %s has no default.nix: give the .nix file in it that evaluates to the set", set);
    }

    @Test
    void a_set_that_cannot_be_evaluated_at_all_is_refused_with_what_nix_says() throws Exception {
        program("nix-instantiate", "echo 'error: syntax error, unexpected end of file' >&2; exit 1");

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(IOException.class)
                .hasMessage("The set cannot be evaluated: syntax error, unexpected end of file.");
    }

    @Test
    void what_has_nothing_to_do_with_the_set_is_told_from_what_nix_says_of_it() throws Exception {
        program("nix-instantiate", "kill -KILL $$");
        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.MEMORY));
        program("nix-instantiate", "echo 'error: opening lock file: No space left on device' >&2; exit 1");
        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.MACHINE));
        program("nix-instantiate", "echo \"error: unable to download 'https://x': HTTP error 503\" >&2; exit 1");
        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.DOWNLOAD));
        program("nix-instantiate", "echo \"error: unable to download 'https://x': HTTP error 404\" >&2; exit 1");
        assertThatThrownBy(() -> read(new RecordingSink())).isInstanceOf(SetNotEvaluatedException.class);
    }

    @Test
    void an_attribute_is_not_refused_for_a_disk_that_is_full() throws Exception {
        program("nix-eval-jobs", """
                echo '{"attr":"libz","attrPath":["libz"],"error":"error: writing to file: No space left on device"}'
                """);

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(EvaluationStoppedException.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    void what_stops_one_attribute_each_time_is_its_own_and_the_others_are_evaluated() throws Exception {
        for (String trouble : List.of(
                "echo \"error: unable to download 'https://gone.example/x': Could not resolve host\" >&2; exit 1",
                "echo 'error: aborted: No space left on device' >&2; exit 1",
                "kill -KILL $$",
                "kill -TERM $$",
                "while :; do sleep 1; done")) {
            instantiates("case \"$paths\" in *dead*) " + trouble + ";; esac");
            RecordingSink sink = new RecordingSink();

            read(sink, trouble.startsWith("while") ? Duration.ofSeconds(4) : Duration.ofHours(1));

            assertThat(sink.byAttribute()).as(trouble).containsOnlyKeys("dead", "libz", "png");
            assertThat(sink.get("dead").getRefusals()).as(trouble).hasSize(1);
            assertThat(sink.get("libz").getRefusals()).as(trouble).isEmpty();
            assertThat(sink.get("png").getRefusals()).as(trouble).isEmpty();
        }
    }

    @Test
    void an_attribute_that_throws_what_a_full_disk_says_has_failed_itself() throws Exception {
        instantiates("""
                case "$paths" in
                '[["dead"]]') echo 'error: No space left on device' >&2; exit 1;;
                *dead*) dead='{"attrPath":["dead"],"failed":true}';;
                esac
                """);
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute()).containsOnlyKeys("dead", "libz", "png");
        assertThat(sink.get("dead").getRefusals())
                .singleElement()
                .satisfies(each -> assertThat(each.getReason()).contains("No space left on device"));
    }

    @Test
    void what_stops_an_attribute_once_has_stopped_nothing() throws Exception {
        instantiates("""
                case "$paths" in *dead*)
                  if [ ! -e '%1$s' ]; then
                    [ "$paths" = '[["dead"]]' ] && touch '%1$s'
                    kill -KILL $$
                  fi;;
                esac
                """.formatted(folder.resolve("again")));
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute().values())
                .allSatisfy(each -> assertThat(each.getRefusals()).isEmpty());
    }

    @Test
    void what_stops_an_attribute_that_went_well_before_is_the_machines() throws Exception {
        instantiates("""
                case "$paths" in *dead*)
                  [ "$paths" = '[["dead"]]' ] && touch '%1$s'
                  kill -KILL $$
                esac
                [ -e '%1$s' ] && kill -KILL $$
                """.formatted(folder.resolve("broken")));

        assertThatThrownBy(() -> read(new RecordingSink())).isInstanceOf(EvaluationStoppedException.class);
    }

    @Test
    void a_set_of_which_nothing_can_be_evaluated_is_stopped_and_not_refused() throws Exception {
        instantiates("case \"$paths\" in '[[]]') ;; *)"
                + " echo \"error: unable to download 'https://x': HTTP error 503\" >&2; exit 1;; esac");

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.DOWNLOAD));
    }

    @Test
    void where_nothing_has_a_derivation_what_is_stopped_is_no_attributes_own() throws Exception {
        four("'[[\"thrown\"]]') echo '[{\"attrPath\":[\"thrown\"],\"failed\":true}]';;"
                + " *) echo \"error: unable to download 'https://x': HTTP error 503\" >&2; exit 1;;");

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.DOWNLOAD));
    }

    @Test
    void of_a_disk_that_is_full_for_several_it_is_not_their_own_doing() throws Exception {
        Path derivation = derivation("azq32hfgjb7hllcz1lrmx6pwki6idmaz-libz-1.3.drv", "");
        four("'[[\"thrown\"]]') echo '[{\"attrPath\":[\"thrown\"],\"drvPath\":\"%s\"}]';;".formatted(derivation)
                + " *) echo 'error: writing to file: No space left on device' >&2; exit 1;;");

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOfSatisfying(
                        EvaluationStoppedException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(EvaluationStoppedException.Reason.MACHINE));
    }

    /** A set of four; what is said of one or more of them is said by cases of a shell. */
    private void four(String cases) throws IOException {
        program("nix-instantiate", """
                while [ $# -gt 1 ]; do
                  [ "$1" = paths ] && paths=$(cat "$2")
                  shift
                done
                case "$paths" in
                '[[]]') echo '[{"attrPath":[],"names":["thrown","one","two","three"]}]';;
                %s
                esac
                """.formatted(cases));
    }

    @Test
    void whether_trouble_that_nix_eval_jobs_tells_of_is_an_attributes_own_nix_instantiate_finds_out() throws Exception {
        Path derivation = derivation("dzq32hfgjb7hllcz1lrmx6pwki6idmaz-libz-1.3.drv", "");
        program("nix-eval-jobs", """
                echo '{"attr":"dead","attrPath":["dead"],"error":"error: writing to file: No space left on device"}'
                echo '{"attr":"libz","attrPath":["libz"],"drvPath":"%s","system":"x86_64-linux"}'
                """.formatted(derivation));
        assertThatThrownBy(() -> read(new RecordingSink())).isInstanceOf(EvaluationStoppedException.class);
        instantiates("");
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute().values())
                .allSatisfy(each -> assertThat(each.getRefusals()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "KILL, 'error: evaluation worker killed by signal 9'",
        "SEGV, 'error: evaluation worker killed by signal 11'",
        "ABRT, 'error: worker error'",
        "FPE, ''"
    })
    void what_stops_nix_eval_jobs_is_found_by_nix_instantiate(String signal, String said) throws Exception {
        program("nix-eval-jobs", "echo '%s' >&2; exit 1".formatted(said));
        assertThatThrownBy(() -> read(new RecordingSink())).isInstanceOf(IOException.class);
        instantiates("case \"$paths\" in *dead*) kill -%s $$;; esac".formatted(signal));
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute()).containsOnlyKeys("dead", "libz", "png");
        assertThat(sink.get("dead").getRefusals()).hasSize(1);
    }

    /** A set of three, each with a derivation unless something comes before that. */
    private void instantiates(String before) throws IOException {
        Path derivation = derivation("azq32hfgjb7hllcz1lrmx6pwki6idmaz-libz-1.3.drv", "");
        Path other = derivation("bzq32hfgjb7hllcz1lrmx6pwki6idmaz-png-1.drv", "");
        Path third = derivation("czq32hfgjb7hllcz1lrmx6pwki6idmaz-dead-1.drv", "");
        program("nix-instantiate", """
                while [ $# -gt 1 ]; do
                  [ "$1" = paths ] && paths=$(cat "$2")
                  shift
                done
                dead='{"attrPath":["dead"],"drvPath":"%3$s"}'
                %4$s
                libz='{"attrPath":["libz"],"drvPath":"%1$s"}'
                png='{"attrPath":["png"],"drvPath":"%2$s"}'
                case "$paths" in
                '[[]]') echo '[{"attrPath":[],"names":["libz","dead","png"]}]';;
                '[["libz"],["dead"],["png"]]') echo "[$libz,$dead,$png]";;
                '[["dead"],["png"]]') echo "[$dead,$png]";;
                '[["libz"]]') echo "[$libz]";;
                '[["png"]]') echo "[$png]";;
                '[["dead"]]') echo "[$dead]";;
                *) echo "error: what is $paths" >&2; exit 1;;
                esac
                """.formatted(derivation, other, third, before));
    }

    @Test
    void an_attribute_that_nix_names_as_what_it_ended_at_is_left_out_and_the_others_are_asked_for_together()
            throws Exception {
        Path asked = folder.resolve("asked");
        instantiates("""
                echo "$paths" >> '%s'
                case "$paths" in
                '[["libz"],["png"]]') echo '[{"attrPath":["libz"]},{"attrPath":["png"]}]'; exit;;
                '[["dead"]]') echo 'error: dead cannot be had' >&2; exit 1;;
                *dead*) echo 'error: … tidemark-attribute ["dead"]' >&2; exit 1;;
                esac
                """.formatted(asked));
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.get("dead").getRefusals())
                .singleElement()
                .satisfies(each -> assertThat(each.getReason()).isEqualTo("dead cannot be had"));
        assertThat(Files.readAllLines(asked))
                .containsExactly("[[]]", "[[\"libz\"],[\"dead\"],[\"png\"]]", "[[\"dead\"]]", "[[\"libz\"],[\"png\"]]");
    }

    @Test
    void what_says_that_it_ended_at_something_that_it_was_not_asked_for_is_halved() throws Exception {
        instantiates("""
                case "$paths" in
                *dead*) echo 'error: tidemark-attribute ["other"] tidemark-attribute [' >&2; exit 1;;
                esac
                """);
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute()).containsOnlyKeys("dead", "libz", "png");
        assertThat(sink.get("dead").getRefusals()).hasSize(1);
    }

    @Test
    void as_long_as_all_goes_well_a_process_is_given_more_and_after_that_less() throws Exception {
        Path asked = folder.resolve("asked");
        many(2000, asked, "no-such");
        read(new RecordingSink());
        assertThat(Files.readAllLines(asked)).containsExactly("256", "512", "1024", "208");

        Files.delete(asked);
        many(2000, asked, "\"p1000\"");
        RecordingSink sink = new RecordingSink();
        read(sink);

        assertThat(sink.byAttribute()).containsOnlyKeys("p1000");
        assertThat(Files.readAllLines(asked))
                .startsWith("256", "512", "1024", "512", "256")
                .endsWith("208");
    }

    /**
     * A set of attributes that are no packages.
     *
     * @param asked file that is told of how many each process was asked
     * @param deadly of which a process ends that is asked for it among others
     */
    private void many(int attributes, Path asked, String deadly) throws IOException {
        program("nix-instantiate", """
                while [ $# -gt 1 ]; do
                  [ "$1" = paths ] && paths=$2
                  shift
                done
                if [ "$(cat "$paths")" = '[[]]' ]; then
                  seq 0 %d | sed 's/.*/"p&"/' | paste -sd, | sed 's/.*/[{"attrPath":[],"names":[&]}]/'
                  exit
                fi
                grep -o 'p[0-9]*' "$paths" | wc -l >> '%s'
                if grep -q '%s' "$paths"; then echo 'error: that was too much' >&2; exit 1; fi
                sed 's/\\["\\(p[0-9]*\\)"\\]/{"attrPath":["\\1"]}/g' "$paths"
                """.formatted(attributes - 1, asked, deadly));
    }

    @Test
    void a_set_that_neither_can_evaluate_is_told_of_in_the_words_of_the_second() throws Exception {
        program("nix-eval-jobs", "echo 'error: worker error' >&2; exit 1");
        program("nix-instantiate", "echo 'error: syntax error, unexpected end of file' >&2; exit 1");

        assertThatThrownBy(() -> read(new RecordingSink()))
                .isInstanceOf(SetNotEvaluatedException.class)
                .hasMessage("The set cannot be evaluated: syntax error, unexpected end of file.");
    }

    @Test
    void nix_eval_jobs_comes_first_and_gets_the_arguments_as_they_are() throws Exception {
        Path arguments = folder.resolve("arguments");
        Path derivation = Files.writeString(
                folder.resolve("azq32hfgjb7hllcz1lrmx6pwki6idmaz-libz-1.3.drv"),
                "Derive([(\"out\",\"/s/x\",\"\",\"\")],[],[],\"x86_64-linux\",\"/bin/sh\",[],[(\"pname\",\"libz\")])");
        program("nix-instantiate", "exit 1");
        program("nix-eval-jobs", """
                for word in "$@"; do echo "$word"; done > '%s'
                echo '{"attr":"libz","attrPath":["libz"],"drvPath":"%s","inputDrvs":{},"system":"x86_64-linux"}'
                echo '{"attr":"\\"libz.tests\\".x","attrPath":["libz.tests","x"],"drvPath":"%s","inputDrvs":{}}'
                echo '{"attr":"gone","attrPath":["gone"],"error":"error: gone"}'
                echo '{"attr":"\\"gone.tests\\"","attrPath":["gone.tests"],"error":"error: gone"}'
                """.formatted(arguments, derivation, derivation));
        RecordingSink sink = new RecordingSink();

        read(sink, NixArgument.text("title", "a \"b\" ${c} 'd'; $(e)"));

        assertThat(sink.byAttribute()).containsOnlyKeys("gone", "libz");
        assertThat(sink.get("libz").getPname()).isEqualTo("libz");
        assertThat(Files.readAllLines(arguments))
                .contains("--meta", "--show-input-drvs", set.toString())
                .contains("{ title = (\"a \\\"b\\\" \\${c} 'd'; $(e)\"");
    }

    @Test
    void tests_that_stand_beside_what_they_test_are_its_sentinels() throws Exception {
        Path curl = derivation("azq32hfgjb7hllcz1lrmx6pwki6idmaz-curl-8.drv", "");
        Path unit = derivation("bzq32hfgjb7hllcz1lrmx6pwki6idmaz-curl-unit.drv", "(\"%s\",[\"out\"])".formatted(curl));
        program("nix-eval-jobs", """
                echo '{"attr":"curl","attrPath":["curl"],"drvPath":"%1$s","system":"x86_64-linux"}'
                echo '{"attr":"curl_8","attrPath":["curl_8"],"drvPath":"%1$s","system":"x86_64-linux"}'
                echo '{"attr":"\\"curl.tests\\".unit","attrPath":["curl.tests","unit"],"drvPath":"%2$s"}'
                echo '{"attr":"\\"curl_8.tests\\".unit","attrPath":["curl_8.tests","unit"],"drvPath":"%2$s"}'
                """.formatted(curl, unit));
        RecordingSink sink = new RecordingSink();

        read(sink);

        assertThat(sink.byAttribute()).containsOnlyKeys("curl", "curl.tests.unit");
        assertThat(sink.get("curl").getSentinels()).containsExactly("curl.tests.unit");
        assertThat(sink.get("curl").getAliases()).containsExactly("curl_8");
        assertThat(sink.get("curl.tests.unit").getAliases()).isEmpty();
        assertThat(sink.needs("curl.tests.unit")).containsExactly("curl BUILD");
    }

    private Path derivation(String name, String inputs) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "Derive([(\"out\",\"/s/x\",\"\",\"\")],[%s],[],\"x86_64-linux\",\"/bin/sh\",[],[])".formatted(inputs));
    }

    @Test
    void an_interrupt_ends_nix_and_what_it_has_started() throws Exception {
        Path pids = folder.resolve("pids");
        program(
                "nix-instantiate",
                "sleep 1000 & echo $$ $! > '%s.part'; mv '%s.part' '%s'; wait".formatted(pids, pids, pids));
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                read(new RecordingSink());
                end.complete(new AssertionError("it went on"));
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
        awaitFile(pids);

        reader.interrupt();

        assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(pid));
            if (left.isPresent()) {
                left.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static void awaitFile(Path file) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("%s was never written", file).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void read(RecordingSink sink, NixArgument... arguments) throws IOException, InterruptedException {
        read(sink, Duration.ofHours(1), arguments);
    }

    private void read(RecordingSink sink, Duration patience, NixArgument... arguments)
            throws IOException, InterruptedException {
        NixSettings settings = new NixSettings(Map.of("PATH", programs.toString()), Optional.empty(), 3, patience);
        new NixReader("tiny", new NixSource.Expression(set, List.of(arguments)), settings).read(sink);
    }
}
