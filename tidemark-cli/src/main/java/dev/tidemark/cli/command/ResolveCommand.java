package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.service.ServiceException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a job that stands. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {
            "Answers a job that stands.",
            "retry builds it again; wont-fix and cant-fix let the wave go on without it and what needs it."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark resolve demo-1-3f9c2a71 csvkit retry --by ada --reason \"the mirror was down\"",
            "  tidemark resolve demo-1-3f9c2a71 csvkit/x86_64-linux wont-fix --by ada --reason \"nobody uses it\""
        })
final class ResolveCommand implements Callable<Integer> {

    private static final Set<JobState> STANDING = EnumSet.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED);

    @Parameters(index = "0", paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Parameters(
            index = "1",
            paramLabel = "PACKAGE[/SYSTEM]",
            description = "The job. The system may be left out where one alone stands.")
    private String job = "";

    @Parameters(index = "2", paramLabel = "retry|wont-fix|cant-fix", description = "How.")
    private String answer = "";

    @Mixin
    private SignatureOption by = new SignatureOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        Resolution resolution = switch (answer) {
            case "retry" -> Resolution.RETRY;
            case "wont-fix" -> Resolution.WONT_FIX;
            case "cant-fix" -> Resolution.CANT_FIX;
            default ->
                throw new ParameterException(
                        spec.commandLine(), "\"%s\" is no answer: use retry, wont-fix or cant-fix".formatted(answer));
        };
        String actor = by.actor();
        String reason = by.reason();
        Waves waves = new Waves(farm.reached());
        waves.named(wave);
        Job standing = onlyOne(waves.jobs(wave));
        waves.tell(WaveCommand.newBuilder()
                .setWave(wave)
                .setAt(Clock.systemUTC().instant())
                .setAnswer(new AnswerJob(standing.getJob(), resolution, actor, reason))
                .build());
        Screen.standard().line("told %s; see what it makes of it: tidemark wave show %s".formatted(wave, wave));
        return ExitCodes.OK;
    }

    /** That of the wave before that without its bumps, which stands only where it keeps others from being judged or built. */
    private Job onlyOne(List<Job> jobs) {
        List<Job> standing = jobs.stream()
                .filter(each -> STANDING.contains(each.getState()))
                .filter(each -> job.equals(each.getJob().getAttribute())
                        || job.equals(each.getJob().getAttribute() + "/"
                                + each.getJob().getSystem()))
                .toList();
        List<String> systems = standing.stream()
                .map(each -> each.getJob().getSystem())
                .distinct()
                .toList();
        if (systems.size() != 1) {
            throw new ServiceException(
                    systems.isEmpty()
                            ? "no job %s stands in the wave %s: see tidemark wave show %s".formatted(job, wave, wave)
                            : "%s stands on %s: name one of them, as in %s/%s"
                                    .formatted(job, String.join(", ", systems), job, systems.getFirst()));
        }
        // Of the same job, WAVE comes last in the order of the keys.
        return standing.getLast();
    }
}
