package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.Mirror;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import dev.tidemark.planner.codec.Fields.Reader;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.policy.Policy.Barriers;
import dev.tidemark.planner.policy.Policy.Batching;
import dev.tidemark.planner.policy.Policy.Cadence;
import dev.tidemark.planner.policy.Policy.Company;
import dev.tidemark.planner.policy.Policy.Group;
import dev.tidemark.planner.policy.Policy.Heavyweights;
import dev.tidemark.planner.policy.Policy.Hold;
import dev.tidemark.planner.policy.Policy.Pace;
import dev.tidemark.planner.policy.Policy.Restart;
import dev.tidemark.planner.policy.Policy.Spending;
import dev.tidemark.schemas.identity.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads a policy as people write it: YAML (JSON is YAML too), by docs/formats/policy.md. What is left out is as in
 * {@link Policy#NONE}; a key that is not known is refused, since it may be one that is misspelt.
 */
public final class PolicyCodec {

    private static final Map<String, Restart> RESTARTS = Map.of(
            "never", Restart.NEVER, "false", Restart.NEVER, "security", Restart.SECURITY, "always", Restart.ALWAYS);

    private PolicyCodec() {}

    /**
     * The policy that a document says.
     *
     * @throws IllegalArgumentException when it says something that cannot be: with line, column, path, and what is allowed
     */
    public static Policy read(String document) {
        Fields all = Fields.of(
                Document.read(document),
                List.of(
                        "cadence",
                        "groups",
                        "releases",
                        "heavyweights",
                        "holds",
                        "age",
                        "exclusions",
                        "batching",
                        "prereleases",
                        "security",
                        "running",
                        "waves",
                        "notices",
                        "fetch"));
        return new Policy(
                new Pace(
                        all.pairs("cadence", "packages and how often each, such as firefox: 7d", PolicyCodec::cadence),
                        all.one("age", Fields::duration, Duration.ZERO),
                        all.within("running", List.of("restart"))
                                .one("restart", Fields.word(RESTARTS), Restart.SECURITY)),
                company(all),
                new Barriers(
                        all.list("holds", PolicyCodec::hold),
                        all.list("exclusions", Fields::glob),
                        all.one("prereleases", Fields.word(Map.of("hold", true, "admit", false)), true)),
                heavyweights(all.within("heavyweights", List.of("packages", "dependents", "atOnce"))),
                all.within("security", List.of("principals")).list("principals", Fields::text),
                spending(all));
    }

    private static Cadence cadence(String packages, Document.Place place, Document value) {
        return Fields.at(place, () -> new Cadence(new Glob(packages), Fields.duration(value)));
    }

    private static Mirror mirror(String beginning, Document.Place place, Document value) {
        return Fields.at(place, () -> new Mirror(beginning, Fields.texts(value)));
    }

    private static Company company(Fields all) {
        Fields batching = all.within("batching", List.of("size", "window"));
        Duration window = batching.one("window", Fields::duration, Duration.ZERO);
        int size = batching.one("size", Fields::integer, 1);
        return new Company(
                all.list("groups", PolicyCodec::group),
                all.within("releases", List.of("window"))
                        .one("window", Fields::duration, Policy.NONE.company().releaseWindow()),
                Fields.at(batching.place(), () -> new Batching(size, window)));
    }

    private static Group group(Document value) {
        Fields fields = Fields.of(value, List.of("name", "members", "window"));
        return new Group(
                fields.required("name", Fields::text),
                fields.listed("members", Fields::glob),
                fields.required("window", Fields::duration));
    }

    private static Hold hold(Document value) {
        Fields fields = Fields.of(value, List.of("package", "reason", "until"));
        return new Hold(
                fields.required("package", Fields::glob),
                fields.required("reason", Fields::text),
                fields.optional("until", Fields::moment));
    }

    private static Heavyweights heavyweights(Fields fields) {
        List<Glob> packages = fields.list("packages", Fields::glob);
        OptionalInt dependents = fields.optional("dependents", Fields::integer)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        int atOnce = fields.one("atOnce", Fields::integer, 1);
        return Fields.at(fields.place(), () -> new Heavyweights(packages, dependents, atOnce));
    }

    private static Spending spending(Fields all) {
        Fields waves = all.within(
                "waves",
                List.of(
                        "haltShare",
                        "haltAfterJobs",
                        "cpuHours",
                        "gpuHours",
                        "noAgent",
                        "cpuHoursAWeek",
                        "gpuHoursAWeek"));
        Fields notices = all.within("notices", List.of("likelyBreak"));
        double likelyBreak = notices.one("likelyBreak", Fields::number, NoticeTerms.NONE.likelyBreak());
        NoticeTerms notice = Fields.at(notices.place(), () -> new NoticeTerms(likelyBreak, List.of()));
        List<Mirror> mirrors = all.within("fetch", List.of("mirrors"))
                .pairs(
                        "mirrors",
                        "how URLs begin and a list of what else they may begin with, such as https://ftp.gnu.org/gnu/: [https://mirror.example.org/gnu/]",
                        PolicyCodec::mirror);
        Reader<NoAgent> noAgent = Fields.word(Map.of("wait", NoAgent.WAIT, "exclude", NoAgent.EXCLUDE));
        return Fields.at(
                waves.place(),
                () -> new Spending(
                        new WaveTerms(
                                waves.one("haltShare", Fields::number, WaveTerms.NONE.haltShare()),
                                waves.one("haltAfterJobs", Fields::integer, WaveTerms.NONE.haltAfterJobs()),
                                waves.number("cpuHours"),
                                waves.number("gpuHours"),
                                waves.one("noAgent", noAgent, NoAgent.WAIT),
                                notice,
                                mirrors),
                        waves.number("cpuHoursAWeek"),
                        waves.number("gpuHoursAWeek")));
    }
}
