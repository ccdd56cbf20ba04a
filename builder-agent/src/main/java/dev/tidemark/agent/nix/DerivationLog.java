package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the builder of one derivation prints, and those of what is built on the way, which are named before each line. */
final class DerivationLog implements NixStream.Listener {

    /** Of Nix' own fetcher, of nixpkgs' fetchurl, and of git. */
    private static final Pattern NO_DOWNLOAD =
            Pattern.compile("unable to download '|cannot download .{1,300} from any mirror|fatal: unable to access '");

    private final String derivation;
    private final BuildLog log;
    /** What fetches sources is built on the way, and says in its own words that it could not. */
    private final Set<String> failedDownloads = new TreeSet<>();

    private final boolean fetches;
    private String phase = "";
    private boolean full;

    /** @param fetches whether the derivation itself is there to fetch something */
    DerivationLog(String derivation, BuildLog log, boolean fetches) {
        this.derivation = derivation;
        this.log = log;
        this.fetches = fetches;
    }

    @Override
    public synchronized boolean line(String of, String text) throws IOException {
        String named = of.equals(derivation) ? text : "%s> %s".formatted(name(of), text);
        if ((fetches || !of.equals(derivation)) && NO_DOWNLOAD.matcher(text).find()) {
            failedDownloads.add(of);
        }
        byte[] bytes = (named + "\n").getBytes(StandardCharsets.UTF_8);
        full |= !log.take(bytes, bytes.length);
        return !full;
    }

    /** Without folder, hash and ending. */
    private static String name(String of) {
        String base = of.substring(of.lastIndexOf('/') + 1);
        int dash = base.indexOf('-');
        String name = dash < 0 ? base : base.substring(dash + 1);
        return name.endsWith(".drv") ? name.substring(0, name.length() - ".drv".length()) : name;
    }

    @Override
    public synchronized void phase(String of, String name) {
        if (of.equals(derivation)) {
            phase = name.length() > 50 ? name.substring(0, 50) : name;
        }
    }

    /** What the builder is doing, in its own word; empty when it has not said. */
    synchronized String phase() {
        return phase;
    }

    /** As nixpkgs names its phases. */
    synchronized boolean isTesting() {
        return phase.equals("checkPhase") || phase.equals("installCheckPhase") || phase.equals("test");
    }

    /** Whether something that is there to fetch, or is built on the way, says that it could not download what it is there to fetch. */
    synchronized boolean couldNotDownload(String of) {
        return failedDownloads.contains(of);
    }

    synchronized boolean isFull() {
        return full;
    }
}
