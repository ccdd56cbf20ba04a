package dev.tidemark.planner.codec;

import dev.tidemark.planner.wave.Announcement;
import dev.tidemark.planner.wave.Announcement.Reached;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.NoticeCause;
import dev.tidemark.schemas.event.PoolWork;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What waves are about to build, as it is told. */
public final class NoticeCodec {

    /** How many packages a part names: about 50 kB of them. */
    static final int PACKAGES_A_PART = 500;
    /** How many of a package's maintainers are named. */
    static final int MAINTAINERS_NAMED = 50;

    private NoticeCodec() {}

    /** All parts, in order. */
    public static List<Notice> parts(Announcement announcement, Instant at) {
        List<Reached> reached = announcement.reached();
        int parts = Math.max(1, Math.ceilDiv(reached.size(), PACKAGES_A_PART));
        int likelyBreaks = (int) reached.stream().filter(Reached::likelyBreak).count();
        List<Notice> all = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            List<Reached> named =
                    reached.subList(part * PACKAGES_A_PART, Math.min(reached.size(), (part + 1) * PACKAGES_A_PART));
            all.add(whole(announcement, likelyBreaks, at)
                    .setPart(part + 1)
                    .setParts(parts)
                    .setReached(named.stream().map(NoticeCodec::reached).toList())
                    .build());
        }
        return all;
    }

    private static Notice.Builder whole(Announcement announcement, int likelyBreaks, Instant at) {
        return Notice.newBuilder()
                .setWave(announcement.name().wave().value())
                .setSet(announcement.name().set())
                .setAt(at)
                .setBumps(EventCodec.bumpRefs(announcement.name().bumps()))
                .setPackages(announcement.reached().size())
                .setJobs(announcement.size().jobs())
                .setRefused(announcement.size().refused())
                .setLevels(announcement.size().levels())
                .setPools(announcement.pools().stream()
                        .map(work -> new PoolWork(work.pool().toString(), work.jobs(), work.seconds()))
                        .toList())
                .setLongestSeconds(announcement.size().longestSeconds())
                .setCauses(announcement.causes().stream()
                        .map(cause -> switch (cause) {
                            case LIKELY_BREAK -> NoticeCause.LIKELY_BREAK;
                            case HEAVYWEIGHT -> NoticeCause.HEAVYWEIGHT;
                        })
                        .toList())
                .setHeavyweights(announcement.heavyweights())
                .setLikelyBreaks(likelyBreaks)
                .setWorkspace(announcement.workspace().map(Sha256::hex).orElse(""));
    }

    private static ReachedPackage reached(Reached reached) {
        return new ReachedPackage(
                reached.attribute(),
                reached.systems(),
                reached.maintainers().stream().limit(MAINTAINERS_NAMED).toList(),
                reached.failureChance(),
                reached.likelyBreak());
    }
}
