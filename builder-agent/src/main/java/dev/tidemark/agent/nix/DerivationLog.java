package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the builder of one derivation prints, and those of what is built on the way, which are named before each line. */
final class DerivationLog implements NixStream.Listener {

    private final String derivation;
    private final BuildLog log;
    private String phase = "";
    private boolean full;

    DerivationLog(String derivation, BuildLog log) {
        this.derivation = derivation;
        this.log = log;
    }

    @Override
    public synchronized boolean line(String of, String text) throws IOException {
        String named = of.equals(derivation) ? text : "%s> %s".formatted(name(of), text);
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

    synchronized boolean isFull() {
        return full;
    }
}
