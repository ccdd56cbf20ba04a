package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.intake.watcher.NameTable;
import dev.tidemark.intake.watcher.Naming;
import dev.tidemark.intake.watcher.WatcherFormat;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.UnmappedRelease;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BumpIntakeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    @TempDir
    private Path folder;

    private final List<Release> published = new ArrayList<>();
    private final List<UnmappedRelease> kept = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void a_release_of_several_packages_is_a_bump_of_each_that_knows_of_the_others() throws Exception {
        take(
                "boto3 * a b other:c",
                WatcherFormat.JSONL,
                "{\"project\":\"boto3\",\"from\":\"1.0\",\"to\":\"1.1\",\"ts\":5}");

        assertThat(published).extracting(each -> each.of().toString()).containsExactly("nix:a", "nix:b", "other:c");
        assertThat(published.getFirst())
                .isEqualTo(new Release(
                        published.getFirst().of(),
                        Optional.of("1.0"),
                        "1.1",
                        BumpKind.ROUTINE,
                        "watcher",
                        Instant.ofEpochSecond(5),
                        new Release.Details(
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                Optional.of(new Release.Company("boto3@1.1", List.of("a", "b"))))));
        assertThat(published.getLast().details().company()).isEmpty();
    }

    @Test
    void what_says_no_time_was_seen_now_in_whole_milliseconds() throws Exception {
        take("", WatcherFormat.TITLES, "firefox: 54 -> 55");

        assertThat(published).extracting(Release::seenAt).containsExactly(Instant.parse("2026-03-01T12:00:00.123Z"));
    }

    @Test
    void a_release_of_no_known_package_is_kept_once_and_its_newer_one_in_its_place() throws Exception {
        String text =
                "{\"project\":\"x\",\"to\":\"1\"}\n{\"project\":\"x\",\"to\":\"1\"}\n{\"project\":\"x\",\"to\":\"2\"}";
        take("", WatcherFormat.JSONL, text);

        assertThat(kept).extracting(UnmappedRelease::getTo).containsExactly("1", "2");
        assertThat(told).containsExactly("unmapped x 1", "unmapped x 1", "unmapped x 2");
        assertThat(published).isEmpty();
    }

    @Test
    void what_is_kept_is_published_once_its_name_is_known_and_kept_no_longer() throws Exception {
        take(
                "",
                WatcherFormat.JSONL,
                "{\"project\":\"pkg:github/a/x\",\"to\":\"1\",\"ts\":7,\"kind\":\"security\",\"advisories\":[\"CVE-1\"]}");
        List<UnmappedRelease> before = List.copyOf(kept);

        intake("https://github.com/a/x * x-cli", before).remap();

        assertThat(published).hasSize(1).first().satisfies(release -> {
            assertThat(release.of()).hasToString("nix:x-cli");
            assertThat(release.kind()).isEqualTo(BumpKind.SECURITY);
            assertThat(release.details().advisories()).containsExactly("CVE-1");
            assertThat(release.seenAt()).isEqualTo(Instant.ofEpochSecond(7));
        });
        assertThat(kept).isEmpty();
    }

    @Test
    void what_the_table_leaves_out_is_passed_over_and_kept_no_longer() throws Exception {
        take("", WatcherFormat.JSONL, "{\"project\":\"noise\",\"to\":\"1\"}");

        intake("noise * -", List.copyOf(kept)).remap();

        assertThat(kept).isEmpty();
        assertThat(published).isEmpty();
        assertThat(told).last().isEqualTo("passed over noise: releases that the table leaves out");
    }

    @Test
    void what_could_not_be_a_bump_is_told_of_and_keeps_no_other_from_being_one() throws Exception {
        take("", WatcherFormat.JSONL, "{\"attr\":\"a\",\"to\":\"1 2\"}\nrubbish\n{\"attr\":\"b\",\"to\":\"2\"}");

        assertThat(published).extracting(each -> each.of().attribute()).containsExactly("b");
        assertThat(told.getFirst()).startsWith("wrong it:1: \"1 2\" is not a version");
        assertThat(told).contains("passed over it:2: no JSON object");
    }

    private void take(String table, WatcherFormat format, String text) throws Exception {
        format.read("it", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), intake(table, List.of()));
    }

    private BumpIntake intake(String table, List<UnmappedRelease> noted) throws IOException, IntakeException {
        return new BumpIntake(
                new Naming(NameTable.read(Files.writeString(folder.resolve("names"), table)), "nix"),
                "watcher",
                noted,
                new Kept(),
                InstantSource.fixed(NOW),
                new Told());
    }

    private final class Kept implements BumpOutlet {
        @Override
        public void put(Release release) {
            published.add(release);
        }

        @Override
        public void note(UnmappedRelease release) {
            kept.add(release);
        }

        @Override
        public void withdraw(UnmappedRelease release) {
            assertThat(kept.remove(release)).isTrue();
        }
    }

    private final class Told implements BumpIntake.IntakeListener {
        @Override
        public void published(Release release) {
            told.add("published %s %s".formatted(release.of(), release.to()));
        }

        @Override
        public void unmapped(UnmappedRelease release) {
            told.add("unmapped %s %s".formatted(release.getName(), release.getTo()));
        }

        @Override
        public void passedOver(Origin origin, String reason) {
            told.add("passed over %s: %s".formatted(origin, reason));
        }

        @Override
        public void wrong(Origin origin, String reason) {
            told.add("wrong %s: %s".formatted(origin, reason));
        }
    }
}
