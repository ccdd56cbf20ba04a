package dev.tidemark.agent.nix;

import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Programs that are held to what they may use, each with all that it starts in a room of its own. */
final class EnclosedPrograms implements Programs {

    private static final Logger LOG = LoggerFactory.getLogger(EnclosedPrograms.class);

    private final Programs programs;
    private final Limiter limiter;
    private final Allowance allowance;
    private final Map<Process, Enclosure> rooms = new ConcurrentHashMap<>();

    EnclosedPrograms(Programs programs, Limiter limiter, Allowance allowance) {
        this.programs = programs;
        this.limiter = limiter;
        this.allowance = allowance;
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        Enclosure room = limiter.enclose("evaluation-" + UUID.randomUUID(), allowance);
        try {
            Process started = programs.start(program.command(room.around(program.command())));
            rooms.put(started, room);
            return started;
        } catch (IOException e) {
            close(room, e);
            throw e;
        }
    }

    private static void close(Enclosure room, IOException why) {
        try {
            room.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void end(Process program) throws InterruptedException {
        try {
            programs.end(program);
        } finally {
            Enclosure room = rooms.remove(program);
            if (room != null) {
                closeIfPossible(room);
            }
        }
    }

    /** What cannot be given back now is when the agent ends, or in its next life; who is interrupted gives it back all the same. */
    private static void closeIfPossible(Enclosure room) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            room.close();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the room of an evaluation could not be given back");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Path scratch() throws IOException {
        return programs.scratch();
    }
}
