package dev.tidemark.cli.farm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.codec.NoticeCardCodec;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.NoticeCard;
import dev.tidemark.notifier.letter.NoticeModel;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.people.FindReached;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where people see what waves were about to build, and who is told of that. */
public final class NoticeDesk {

    private static final int INDENT = 15;
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Of waves that may yet build what they announced. */
    private static final Set<WaveState> GOING =
            EnumSet.of(WaveState.PREPARING, WaveState.OPEN, WaveState.PAUSED, WaveState.HALTED);

    private final FarmSettings farm;
    private final FarmTopic<Notice> notices;
    private final Clock clock = Clock.systemUTC();

    public NoticeDesk(FarmSettings farm) {
        this.farm = farm;
        this.notices = new FarmTopic<>(farm, Topics.NOTICE, Notice.class);
    }

    /** Somebody, what of a wave is theirs, and how soon they are told; {@link Pace#OFF} where it is in their feed alone. */
    record Told(Concern concern, Pace pace) {

        Notice notice() {
            return concern.getNotice().orElseThrow();
        }

        NoticeCard card() {
            return NoticeCardCodec.card(concern).orElseThrow();
        }

        String how() {
            return switch (pace) {
                case AT_ONCE -> "message";
                case DAILY -> "daily";
                case PER_WAVE, WEEKLY -> "weekly";
                case OFF -> "feed only";
            };
        }
    }

    /** Shows of each wave that was announced what it was about to build, the oldest first. */
    public void list(Optional<String> set, Form form) {
        List<Notice> all = notices.newest(key -> true).values().stream()
                .filter(notice -> set.map(notice.getSet()::equals).orElse(true))
                .sorted(Comparator.comparing(Notice::getAt).thenComparing(Notice::getWave))
                .map(NoticeDesk::whole)
                .toList();
        if (!form.isForPeople()) {
            form.print(RecordTree.all(all), System.out);
            return;
        }
        if (all.isEmpty()) {
            Screen.standard().line("No wave was announced.");
            return;
        }
        Table table = new Table("WAVE", "AT", "PACKAGES", "JOBS", "LIKELY BREAKS", "BUMPS");
        all.forEach(notice -> table.row(
                notice.getWave(),
                notice.getAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                Integer.toString(notice.getPackages()),
                Integer.toString(notice.getJobs()),
                Integer.toString(notice.getLikelyBreaks()),
                Screen.cut(Screen.printable(bumps(notice)), 40)));
        table.print(Screen.standard());
    }

    /** What all parts say. */
    private static Notice whole(Notice part) {
        return Notice.newBuilder(part)
                .setPart(1)
                .setParts(1)
                .setReached(List.of())
                .build();
    }

    static String bumps(Notice notice) {
        return notice.getBumps().stream().map(NoticeDesk::bump).collect(Collectors.joining(", "));
    }

    private static String bump(BumpRef bump) {
        return "%s %s → %s".formatted(bump.getAttribute(), bump.getFrom(), bump.getTo());
    }

    /**
     * Shows who is told of a wave, how soon, and why, by what people wish now.
     *
     * @param person one of them alone, with what they are told
     * @param notifier what the notifier's links begin with; empty where they are left out
     * @throws ServiceException when the wave was not announced, or is not coming at that person
     */
    public void preview(String wave, Optional<String> person, Optional<String> notifier, Form form)
            throws InterruptedException {
        List<Notice> parts = parts(wave);
        List<Told> told = told(parts, FarmPeople.of(farm, parts.getFirst().getSet())).stream()
                .filter(each -> person.map(each.concern().getPerson()::equals).orElse(true))
                .toList();
        if (person.isPresent() && told.isEmpty()) {
            throw new UsageException("the wave %s reaches nothing of %s: see tidemark notice preview %s"
                    .formatted(wave, person.get(), wave));
        }
        Links links = new Links("");
        if (notifier.isPresent()) {
            boolean tried = isTried(notifier.get(), wave);
            links = new Links(notifier.get(), false, workspace -> tried);
        }
        if (!form.isForPeople()) {
            form.print(tree(told), System.out);
        } else if (person.isPresent()) {
            letter(told.getFirst(), links);
        } else {
            show(whole(parts.getFirst()), told, links, Screen.standard());
        }
    }

    /** Whether the notifier has what it takes to try a wave. */
    private static boolean isTried(String notifier, String wave) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI archive = URI.create(new Links(notifier).notice(wave) + "/workspace.tar");
            return client.send(
                                    HttpRequest.newBuilder(archive)
                                            .HEAD()
                                            .timeout(PATIENCE)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException | IllegalArgumentException e) {
            throw new ServiceException(
                    "no notifier answers at %s (%s): give what its links begin with, such as http://127.0.0.1:8084"
                            .formatted(notifier, e.getMessage()),
                    e);
        }
    }

    /** What of theirs waves that go on build again, the wave that was announced first before the others. */
    List<Told> coming(String person) {
        Set<String> going = new Waves(farm)
                .all().stream()
                        .filter(wave -> GOING.contains(wave.getState()))
                        .map(Wave::getWave)
                        .collect(Collectors.toSet());
        Map<String, List<Notice>> parts = new TreeMap<>();
        notices.all(going::contains)
                .forEach(part -> parts.computeIfAbsent(part.getWave(), wave -> new ArrayList<>())
                        .add(part));
        Map<String, FarmPeople> people = new TreeMap<>();
        return parts.values().stream()
                .sorted(Comparator.comparing(all -> all.getFirst().getAt()))
                .flatMap(all ->
                        told(all, people.computeIfAbsent(all.getFirst().getSet(), set -> FarmPeople.of(farm, set)))
                                .stream()
                                .filter(told -> told.concern().getPerson().equals(person)))
                .toList();
    }

    private List<Notice> parts(String wave) {
        Map<Integer, Notice> parts = new TreeMap<>();
        notices.all(wave::equals).forEach(part -> parts.put(part.getPart(), part));
        if (parts.isEmpty()) {
            throw new UsageException(
                    "no wave %s was announced: see tidemark notice list; one that is still prepared is announced once it is known what it builds"
                            .formatted(wave));
        }
        return List.copyOf(parts.values());
    }

    private List<Told> told(List<Notice> parts, FarmPeople people) {
        Notice first = parts.getFirst();
        FindReached find = new FindReached(first.getSet(), first.getWave(), people);
        Map<String, ReachedPackage> packages = new TreeMap<>();
        parts.forEach(part -> part.getReached().forEach(reached -> {
            packages.put(reached.getAttribute(), reached);
            find.add(ConcernCodec.reached(reached));
        }));
        Instant now = clock.instant();
        List<Told> told = new ArrayList<>();
        find.found().forEach((person, stake) -> {
            Concern concern = ConcernCodec.concern(person, stake, first, packages);
            Pace pace = people.isReachable(person)
                    ? people.wishes(person).told(ConcernCodec.word(concern).orElseThrow(), now)
                    : Pace.OFF;
            told.add(new Told(concern, pace));
        });
        return told.stream()
                .sorted(Comparator.comparing(Told::pace)
                        .thenComparing(each -> each.concern().getPerson()))
                .toList();
    }

    static ArrayNode tree(List<Told> told) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        told.forEach(each -> {
            ObjectNode tree = RecordTree.of(each.concern());
            tree.put("told", each.pace().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            list.add(tree);
        });
        return list;
    }

    private static void letter(Told told, Links links) {
        Screen screen = Screen.standard();
        say(screen, "told", told.how());
        screen.line("");
        new Templates(Optional.empty())
                .fill("notice", Templates.Kind.TEXT, NoticeModel.of(told.card(), links))
                .lines()
                .forEach(screen::line);
    }

    private static void show(Notice notice, List<Told> told, Links links, Screen screen) {
        NoticeCard card = NoticeCardCodec.card(notice);
        Map<String, Object> words = NoticeModel.of(card, links);
        screen.line(screen.ink(Ink.BOLD, notice.getWave()));
        say(screen, "set", notice.getSet());
        say(screen, "frozen", notice.getAt().toString());
        notice.getBumps().forEach(bump -> say(screen, "bump", bump(bump)));
        say(
                screen,
                "plan",
                "%d packages are built again, %d jobs at most (%s)%s"
                        .formatted(
                                notice.getPackages(),
                                notice.getJobs() - notice.getRefused(),
                                words.get("pools"),
                                notice.getRefused() > 0
                                        ? "; %d are not built, since the set refuses them or what they need"
                                                .formatted(notice.getRefused())
                                        : ""));
        say(
                screen,
                "when",
                "at once; about %s of agents' time, and no sooner over than in %s"
                        .formatted(words.get("work"), words.get("longest")));
        notice.getHeavyweights().forEach(heavy -> say(screen, "heavyweight", heavy));
        if (notice.getLikelyBreaks() > 0) {
            say(screen, "likely", "%d packages are likely to break".formatted(notice.getLikelyBreaks()));
        }
        screen.line("");
        if (told.isEmpty()) {
            screen.line("It reaches nothing that anybody maintains or follows.");
            return;
        }
        Table table = new Table("PERSON", "TOLD BY", "THEIRS", "PACKAGES", "WHY NOW");
        told.forEach(each -> table.row(
                Screen.printable(each.concern().getPerson()),
                each.how(),
                Integer.toString(each.notice().getTheirs()),
                Screen.cut(
                        Screen.printable(each.notice().getReached().stream()
                                .map(ReachedPackage::getAttribute)
                                .collect(Collectors.joining(", "))),
                        34),
                each.pace() == Pace.AT_ONCE ? String.join(", ", each.card().worth()) : ""));
        table.print(screen);
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  " + screen.ink(Ink.FAINT, "%-12s".formatted(what)) + " ", Screen.printable(text), INDENT);
    }
}
