package dev.tidemark.cli.farm;

import dev.tidemark.notifier.http.JobLookup;
import dev.tidemark.notifier.http.StoredReproduction;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where what bumps broke is built again on this machine, by a script that needs nothing of the farm. */
public final class ReproductionDesk {

    private static final int OK = 200;
    /** A notifier may have to read a wave's jobs first. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How a script begins that only says why there is none. */
    private static final String REFUSAL = "{ echo ";
    /** In a script's folder once its recipe runs. */
    private static final String BEGUN = "begun";

    private final FarmSettings farm;

    public ReproductionDesk(FarmSettings farm) {
        this.farm = farm;
    }

    /**
     * What is to be built again.
     *
     * @param breakage its identity, or the beginning of one that no other has
     * @param attribute of what regressed; may be left out where one package alone did
     * @param system which of those that it regressed on
     */
    public record Wanted(String breakage, Optional<String> attribute, Optional<String> system) {}

    /** What became of it. */
    public enum Outcome {
        BUILT,
        FAILED,
        REFUSED
    }

    /** The job that is meant, and where it is told of. */
    private record Meant(Breakage breakage, JobRef job) {}

    /**
     * The script that a notifier serves.
     *
     * @param notifier what its links begin with
     * @throws UsageException when the breakage has no such job
     * @throws ServiceException when no notifier answers, with the next step
     */
    public String served(Wanted wanted, String notifier) throws InterruptedException {
        Meant meant = meant(wanted);
        String address = new Links(notifier)
                .reproduce(
                        meant.breakage().getBreakage(),
                        meant.job().getSystem(),
                        meant.job().getAttribute());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() != OK
                    || !(answer.body().startsWith("# Builds ") || answer.body().startsWith(REFUSAL))) {
                throw new ServiceException(
                        "what answers at %s is no notifier (status %d): give what its links begin with, with --notifier, or the artifact store with --artifacts"
                                .formatted(notifier, answer.statusCode()));
            }
            return answer.body();
        } catch (IOException | IllegalArgumentException e) {
            throw new ServiceException(
                    "no notifier answers at %s (%s): give what its links begin with, with --notifier, or the artifact store with --artifacts"
                            .formatted(notifier, e.getMessage()),
                    e);
        }
    }

    /**
     * The same script over an artifact store that this machine sees.
     *
     * @param folder where it is to find what it fetches, once that is unpacked
     * @throws UsageException when the breakage has no such job
     * @throws ServiceException when a shell cannot build it, or something of it is not in the store, with the next step
     */
    public StoredReproduction stored(Wanted wanted, Path store, Path folder) {
        Meant meant = meant(wanted);
        String attribute = meant.job().getAttribute();
        Optional<Job> job = new JobLookup(farm, new EventSerdes(farm.registry()))
                .regressed(meant.breakage().getWave(), attribute, meant.job().getSystem());
        try {
            return job.flatMap(found -> StoredReproduction.of(
                            meant.breakage().getBreakage(), found, store.toAbsolutePath(), folder))
                    .orElseThrow(() -> new ServiceException(
                            "%s is built in a workspace of its wave, or is not broken there any more, or is not free: a shell alone cannot build it again; see tidemark job show %s %s"
                                    .formatted(attribute, meant.breakage().getWave(), attribute)));
        } catch (StoredReproduction.MissingException e) {
            throw new ServiceException(
                    "%s is not in the artifact store %s: see that --artifacts names the one of the farm; what was cleared up cannot be built again"
                            .formatted(e.getMessage(), store),
                    e);
        }
    }

    private Meant meant(Wanted wanted) {
        Breakage breakage = new BreakageDesk(farm).named(wanted.breakage());
        List<JobRef> jobs = breakage.getRegressed().stream()
                .map(RegressedJob::getJob)
                .filter(job ->
                        wanted.attribute().map(job.getAttribute()::equals).orElse(true))
                .filter(job -> wanted.system().map(job.getSystem()::equals).orElse(true))
                .toList();
        if (jobs.size() != 1) {
            String there = (jobs.isEmpty() ? breakage.getRegressed().stream().map(RegressedJob::getJob) : jobs.stream())
                    .map(job -> "%s (%s)".formatted(job.getAttribute(), job.getSystem()))
                    .collect(Collectors.joining(", "));
            throw new UsageException(
                    jobs.isEmpty()
                            ? "%s did not break that, but %s: name one of those"
                                    .formatted(breakage.getBreakage(), there)
                            : "%s broke several: name one, and with --system for what, of %s"
                                    .formatted(breakage.getBreakage(), there));
        }
        return new Meant(breakage, jobs.getFirst());
    }

    /**
     * Runs a script. What the recipe prints goes to this program's standard output, what the script says to its standard error.
     *
     * @param folder where it works; empty for one that it makes itself
     */
    public static Outcome run(String script, Optional<Path> folder) throws IOException, InterruptedException {
        Path where = folder.isPresent() ? folder.get() : Files.createTempDirectory("tidemark-reproduce-");
        Process shell = new ProcessBuilder("sh", "-s", where.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = shell.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        shell.getInputStream().transferTo(System.out);
        System.out.flush();
        int status = shell.waitFor();
        if (status == 0) {
            return Outcome.BUILT;
        }
        // What failed before its recipe began says nothing of the package.
        // A notifier of an earlier release says nothing of when that is.
        boolean neverBegan = script.contains("/" + BEGUN) && !Files.exists(where.resolve(BEGUN));
        return script.startsWith(REFUSAL) || neverBegan ? Outcome.REFUSED : Outcome.FAILED;
    }
}
