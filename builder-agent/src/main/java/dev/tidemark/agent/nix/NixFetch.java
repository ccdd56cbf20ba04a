package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildLog;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Interruption;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.fetch.Download;
import dev.tidemark.agent.fetch.Fetched;
import dev.tidemark.agent.fetch.Mirrors;
import dev.tidemark.agent.fetch.Partial;
import dev.tidemark.agent.fetch.WantedFile;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.nix.SourceDerivation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Has a source in the store before Nix is asked to fetch it: from the farm's archive or another cache, where nothing is downloaded; else from
 * one of the places that the recipe or the policy names. What only Nix can fetch (a folder, a repository, what is changed once it has come, what
 * comes from {@code ftp://} or {@code mirror://}), and what comes as another file than its hash says, is left to Nix.
 */
final class NixFetch {

    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private final NixStore store;
    private final Optional<Path> physicalStore;
    private final Path folder;
    private final Limits limits;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    /**
     * @param physicalStore where the store's files really lie; empty when that is where their paths say
     * @param work the agent's, for what has come of a file so far
     */
    NixFetch(NixStore store, Optional<Path> physicalStore, Path work, Limits limits) {
        this.store = store;
        this.physicalStore = physicalStore;
        this.folder = Download.folder(work);
        this.limits = limits;
    }

    /**
     * Why it cannot be fetched; empty when it is there, or Nix is to fetch it.
     *
     * @param keep puts a log into the farm's store
     */
    Optional<Failed> failed(NixJob job, String derivation, Kept keep) throws IOException, InterruptedException {
        Optional<SourceDerivation> found = SourceDerivation.read(physicalStore, derivation);
        if (found.isEmpty() || isThere(job, found.get())) {
            return Optional.empty();
        }
        SourceDerivation source = found.get();
        Mirrors.Tried tried = new Mirrors(job.task().mirrors()).of(source.urls());
        Optional<WantedFile> wanted = WantedFile.of(source.name(), source.algorithm(), source.hash());
        if (!source.isFile() || !source.asItIs() || tried.urls().isEmpty() || wanted.isEmpty()) {
            return Optional.empty();
        }
        Partial.clear(folder, Instant.now());
        Partial partial = Partial.in(folder, job.task().buildKey().hex(), source.name());
        Path printed = job.folder().resolve("fetch");
        try (BuildLog log = new BuildLog(printed, limits.logBytes(), job.live())) {
            Fetched fetched;
            try (Interruption interruption = Interruption.by(job.cancel())) {
                fetched = new Download(client, bounds(), partial, line -> print(log, line))
                        .file(wanted.get(), tried.urls());
            }
            log.finish();
            return switch (fetched) {
                case Fetched.There(Path file) -> {
                    store.addFixed(source.algorithm(), file, source.path(), job.cancel());
                    partial.remove();
                    yield Optional.empty();
                }
                case Fetched.AnotherFile(List<String> reasons) -> Optional.empty();
                case Fetched.Nowhere(List<String> reasons) when tried.others() -> Optional.empty();
                case Fetched.Nowhere(List<String> reasons) ->
                    Optional.of(failed(
                            job,
                            FailureKind.FETCH_FAILED,
                            "%s could not be downloaded: %s".formatted(source.name(), String.join("; ", reasons)),
                            log,
                            keep.log(printed)));
                case Fetched.TooLarge(long allowed) ->
                    Optional.of(failed(
                            job,
                            FailureKind.OUTPUT_LIMIT,
                            "%s is larger than the %d bytes that are allowed".formatted(source.name(), allowed),
                            log,
                            keep.log(printed)));
            };
        }
    }

    private Download.Bounds bounds() {
        return new Download.Bounds(limits.time(), limits.silence(), limits.outputBytes());
    }

    /** Where a recipe fetches from, without what may be secret in it; empty where it does not say. */
    String places(String derivation) throws IOException {
        return SourceDerivation.read(physicalStore, derivation)
                .map(source ->
                        source.urls().stream().map(url -> Mirrors.shown(url)).collect(Collectors.joining(", ")))
                .orElse("");
    }

    /** Keeps a log. */
    @FunctionalInterface
    interface Kept {
        Optional<Sha256> log(Path file) throws IOException;
    }

    private boolean isThere(NixJob job, SourceDerivation source) throws IOException, InterruptedException {
        Path roots = Files.createDirectories(job.folder().resolve("archived"));
        return store.had(List.of(source.path()), roots, job.cancel()).isPresent();
    }

    private static void print(BuildLog log, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        log.take(bytes, bytes.length);
    }

    private static Failed failed(NixJob job, FailureKind kind, String message, BuildLog log, Optional<Sha256> kept) {
        return new Failed(kind, message, log.tail(), kept, Cause.ofMessage(message), "fetch", job.took());
    }
}
