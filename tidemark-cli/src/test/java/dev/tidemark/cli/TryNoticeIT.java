package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a notice says that tries a wave, in a root that has Nix and nothing of the farm. */
final class TryNoticeIT {

    private static final Path SAMPLE =
            Path.of("src/main/set/nix").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** How anybody's Nix may be set up: this one builds what the bundled set is built with, which is the machine's own tools. */
    private static final Map<String, String> NIX =
            Map.of("NIX_CONFIG", "sandbox = false\nbuild-users-group =\nsubstituters =", "USER", "ada");

    @TempDir
    private Path temporary;

    @Test
    void the_commands_of_a_notice_build_what_is_coming_in_a_clean_root() throws Exception {
        Path folder = temporary.toRealPath();
        CleanRoot root = CleanRoot.in(folder, "what a notice says");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/nix-build")),
                "nix-build is not in /usr/bin: install Nix (on Debian the package nix-bin)");
        int port = FreePort.any();
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(options(data, folder, port), part -> {});
                HttpClient client = HttpClient.newHttpClient()) {
            Intake intake = new Intake(farm.settings());
            intake.importFolder(SAMPLE, "x86_64-linux", ImportProgress.SILENT);
            intake.publishBump(new PackageId("workbench", "strkit"), "2.0", BumpKind.ROUTINE, "tester");

            String feed = awaitNotice(client, port, "nadia");
            Matcher table = command("table").matcher(feed);
            assertThat(table.find()).as(feed).isTrue();

            CleanRoot.Run broken = root.run(table.group(1), List.of("/nix"), NIX);

            assertThat(broken.status()).as("%s", broken).isEqualTo(100);
            assertThat(broken.errors())
                    .contains("strkit__pad_right is not defined", "nix-build ended with status 100")
                    .contains("builds workbench:table in /tmp/");

            Matcher csv = command("csv").matcher(awaitNotice(client, port, "ada"));
            assertThat(csv.find()).isTrue();
            CleanRoot.Run good = root.run(
                    "set -e; %s -s here; cat here/result/lib/csv.sh".formatted(csv.group(1)), List.of("/nix"), NIX);

            assertThat(good.status()).as("%s", good).isZero();
            assertThat(good.errors()).contains("nix-build ended with status 0");
            assertThat(good.output()).contains("csv__");

            String wave = feed.replaceFirst("(?s).*urn:tidemark:notice:([^<]+)<.*", "$1");
            String notifier = "http://127.0.0.1:" + port;
            assertThat(preview(farm, wave, "--notifier", notifier))
                    .contains("Try it      curl -fsS %s/notices/%s/try/table | sh".formatted(notifier, wave));
            assertThat(preview(farm, wave)).contains("table for x86_64-linux").doesNotContain("Try it");
        }
    }

    private static String preview(EmbeddedFarm farm, String wave, String... more) {
        List<String> words = new ArrayList<>(List.of("notice", "preview", wave, "--person", "nadia"));
        words.addAll(List.of("--farm", farm.settings().brokers()));
        words.addAll(List.of(more));
        return InThisProcess.run(ExitCodes.OK, words.toArray(String[]::new));
    }

    /** As it stands in the HTML within the feed. */
    private static Pattern command(String attribute) {
        return Pattern.compile("&lt;code&gt;(curl [^&]*/try/%s \\| sh)&lt;".formatted(attribute));
    }

    private static EmbeddedFarm.Options options(FarmFolder data, Path folder, int port) {
        return new EmbeddedFarm.Options(
                data,
                1,
                3,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of("workbench", SAMPLE),
                EmbeddedFarm.Options.THIS_MACHINE,
                2,
                Duration.ofMinutes(10),
                Map.of(
                        "nix.sandbox-paths",
                        "[/bin, /usr, /lib, /lib64]",
                        "nix.store",
                        "local?root=" + folder.resolve("store")),
                Optional.empty(),
                Map.of("http.port", Integer.toString(port)));
    }

    /** The feed of somebody, once something is coming. */
    private static String awaitNotice(HttpClient client, int port, String person)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/feeds/maintainers/%s.atom".formatted(port, person)))
                .timeout(PATIENCE)
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String feed =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (feed.contains("urn:tidemark:notice:")) {
                return feed;
            }
            assertThat(System.nanoTime()).as(feed).isLessThan(deadline);
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
