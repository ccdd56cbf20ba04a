package dev.tidemark.intake.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.schemas.event.BumpKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatcherFormatTest {

    @Test
    void nvchecker_says_what_was_updated_among_much_else() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.NVCHECKER, """
            {"logger_name": "nvchecker.core", "name": "zlib", "version": "1.3", "event": "up-to-date", "level": "debug"}
            {"logger_name": "nvchecker.core", "name": "curl", "old_version": "8.9.0", "version": "8.9.1", "event": "updated", "level": "info"}
            {"name": "new", "old_version": null, "version": "v1", "event": "updated"}
            Traceback (most recent call last):
            {"event": "updated", "name": "broken
            {"event": "updated", "name": "nameless"}
            {"event": "updated", "name": "jq", "version": "1.7"}
            """);

        assertThat(read.lines()).containsExactly("curl 8.9.0 → 8.9.1", "new ? → v1", "jq ? → 1.7");
        assertThat(read.passedOver).containsExactly("it:1 not updated", "it:4 no JSON object");
        assertThat(read.wrong).hasSize(2).last().isEqualTo("it:6 an update without a name or a version");
    }

    @Test
    void nvcmp_says_what_differs() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.NVCMP, """
            [{"delta": "new", "name": "curl", "newver": "8.9.1", "oldver": "8.9.0"},
             {"delta": "added", "name": "jq", "newver": "1.7", "oldver": null},
             {"delta": "old", "name": "zlib", "newver": "1.2", "oldver": "1.3"},
             {"delta": "equal", "name": "xz", "newver": "5", "oldver": "5"},
             {"delta": "gone", "name": "left", "newver": null, "oldver": "1"},
             {"delta": "new", "name": "half"}]
            """);

        assertThat(read.lines()).containsExactly("curl 8.9.0 → 8.9.1", "jq ? → 1.7", "zlib 1.3 → 1.2");
        assertThat(read.passedOver).containsExactly("it:4 no new version", "it:5 no new version");
        assertThat(read.wrong).containsExactly("it:6 a comparison without a newver");
    }

    @Test
    void update_scripts_print_lists_one_after_the_other() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.UPDATE_SCRIPT, """
            [
              {
                "attrPath": "volume_key",
                "oldVersion": "0.3.11",
                "newVersion": "0.3.12",
                "files": [ "/path/to/pkgs/volume-key/default.nix" ]
              }
            ]
            [{"attrPath": "same", "oldVersion": "1", "newVersion": "1"}, {"oldVersion": "1"}]
            """);

        assertThat(read.lines()).containsExactly("volume_key 0.3.11 → 0.3.12");
        assertThat(read.passedOver).containsExactly("it:9 no new version");
        assertThat(read.wrong).containsExactly("it:9 an update without an attrPath or a newVersion");
    }

    @Test
    void the_queue_of_nixpkgs_update_is_three_words_and_where_it_comes_from() throws Exception {
        ReadSightings read = ReadSightings.of(
                WatcherFormat.NIXPKGS_UPDATE,
                "tflint 0.15.0 0.15.1 repology.org\n# a comment\n\nbat 0.1 0.2\nsame 1 1\ntwo words\n");

        assertThat(read.lines()).containsExactly("tflint 0.15.0 → 0.15.1", "bat 0.1 → 0.2");
        assertThat(read.wrong).containsExactly("it:6 it is not an attribute, an old and a new version");
    }

    @Test
    void titles_say_what_a_commit_bumps() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.TITLES, """
            firefox: 54.0.1 -> 55.0
            3b7c2ae81f0c python3Packages.{boto3,botocore}: 1.34 → 1.35 (#31337)
            a, b: 1.0 -> 1.1, and a fix
            [staging] openssl: 3.0.1 -> 3.0.2
            [release-24.05] curl: 8.9.0 -> 8.9.1
            libfoo: fix build on darwin
            nixos/gitlab: 1.0 -> 1.1
            Merge pull request #1 from x/y
            terraform: init at 1.0
            """);

        assertThat(read.lines())
                .containsExactly(
                        "firefox 54.0.1 → 55.0",
                        "python3Packages.boto3+python3Packages.botocore 1.34 → 1.35",
                        "a+b 1.0 → 1.1",
                        "openssl 3.0.1 → 3.0.2");
        assertThat(read.passedOver)
                .containsExactly(
                        "it:5 titles of another branch",
                        "it:6 titles of no bump",
                        "it:7 titles of no bump",
                        "it:8 titles of no bump",
                        "it:9 titles of no bump");
    }

    @Test
    void anitya_names_a_project_in_many_ways_and_new_versions_oldest_first() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.ANITYA, """
            {"id": "1", "topic": "org.release-monitoring.prod.anitya.project.version.update.v2", "body": {
              "project": {"id": 1, "name": "boto3", "ecosystem": "pypi", "homepage": "https://github.com/boto/boto3",
                          "version": "1.35"},
              "message": {"old_version": "1.34", "upstream_versions": ["1.35", "1.34.9"], "stable_versions": ["1.35"],
                          "packages": [{"distro": "Fedora", "package_name": "python-boto3"}]}}}
            {"body": {"project": {"name": "GNU Hello"}, "message": {"old_version": "2", "upstream_versions": ["3"]}}}
            {"topic": "another", "body": {"message": {"changes": []}}}
            """);

        assertThat(read.lines())
                .containsExactly(
                        "pkg:pypi/boto3|pkg:rpm/fedora/python-boto3|pkg:github/boto/boto3|boto3 1.34 → 1.34.9",
                        "pkg:pypi/boto3|pkg:rpm/fedora/python-boto3|pkg:github/boto/boto3|boto3 1.34 → 1.35",
                        "GNU-Hello 2 → 3");
        assertThat(read.passedOver).containsExactly("it:7 messages about something else");
    }

    @Test
    void github_says_what_was_published_by_webhook_and_by_api() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.GITHUB_RELEASE, """
            {"action": "published", "repository": {"full_name": "curl/curl"},
             "release": {"tag_name": "curl-8_9_1", "draft": false, "prerelease": false, "published_at": "2024-07-31T06:00:00Z"}}
            {"action": "edited", "repository": {"full_name": "curl/curl"}, "release": {"tag_name": "curl-8_9_1"}}
            {"action": "published", "repository": {"full_name": "a/b"}, "release": {"tag_name": "v1-rc", "prerelease": true}}
            [{"tag_name": "v2", "draft": false, "html_url": "https://github.com/a/b/releases/tag/v2"}]
            {"zen": "Keep it logically awesome.", "hook": {}}
            {"action": "published", "release": {"tag_name": "v1"}}
            """);

        assertThat(read.lines()).containsExactly("pkg:github/curl/curl ? → curl-8_9_1", "pkg:github/a/b ? → v2");
        assertThat(read.all.getFirst().at()).contains(Instant.parse("2024-07-31T06:00:00Z"));
        assertThat(read.all.getFirst().spelling()).isEqualTo(Spelling.TAG);
        assertThat(read.passedOver)
                .containsExactly("it:3 releases that were edited", "it:4 drafts and prereleases", "it:6 no releases");
        assertThat(read.wrong).containsExactly("it:7 a release without a tag_name or a repository");
    }

    @Test
    void our_own_lines_say_all_that_there_is_to_say() throws Exception {
        ReadSightings read = ReadSightings.of(WatcherFormat.JSONL, """
            {"ts": 1294753369, "attr": "aria2", "from": "1.9.3", "to": "1.10.8"}
            {"project": "https://github.com/openssl/openssl", "to": "3.0.2", "kind": "security", "advisories": ["CVE-2022-0778"], "publisher": "ada", "ts": "2022-03-15T12:00:00Z"}
            {"attr": "a", "project": "b", "to": "1"}
            {"attr": "a"}
            {"attr": "a", "to": "1", "kind": "whatever"}
            """);

        assertThat(read.lines()).containsExactly("aria2 1.9.3 → 1.10.8", "pkg:github/openssl/openssl ? → 3.0.2");
        assertThat(read.all.getFirst().at()).contains(Instant.ofEpochSecond(1294753369));
        assertThat(read.all.getLast().details().kind()).contains(BumpKind.SECURITY);
        assertThat(read.all.getLast().details().advisories()).containsExactly("CVE-2022-0778");
        assertThat(read.wrong)
                .containsExactly(
                        "it:3 it has not one of the fields attr and project",
                        "it:4 the field to is missing",
                        "it:5 kind is \"whatever\": write routine or security");
    }

    @Test
    void a_document_that_breaks_off_says_where_and_keeps_what_came_before() {
        assertThatThrownBy(() -> ReadSightings.of(
                        WatcherFormat.NVCMP, "[{\"delta\":\"new\",\"name\":\"a\",\"newver\":\"1\"},\n{\"delta\""))
                .isInstanceOf(IntakeException.class)
                .hasMessageStartingWith("it cannot be read on (line 2, column ")
                .hasMessageEndingWith("what came before was taken.");
    }

    @Test
    void a_line_without_an_end_takes_no_more_memory_than_another() throws Exception {
        ReadSightings read = ReadSightings.of(
                WatcherFormat.TITLES, "x".repeat(TextLines.MOST_CHARACTERS + 5) + "\nfirefox: 54 -> 55\n");

        assertThat(read.wrong).containsExactly("it:1 the line has more than 1,048,576 characters");
        assertThat(read.lines()).containsExactly("firefox 54 → 55");
    }

    @Test
    void no_two_formats_are_called_the_same_and_one_that_is_none_is_told_of_all() {
        assertThat(WatcherFormat.values())
                .allSatisfy(format ->
                        assertThat(WatcherFormat.named(format.label())).isEqualTo(format));
        assertThatThrownBy(() -> WatcherFormat.named("xml"))
                .hasMessage(
                        "\"xml\" is no format of bumps: use nvchecker, nvcmp, update-script, nixpkgs-update, titles,"
                                + " anitya, github-release, jsonl");
    }
}
