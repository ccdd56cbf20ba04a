package dev.tidemark.cli.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A wire between clients and a server on loopback that can be cut, so that both ends hear of it, or held, so that none does, and mended. */
final class Wire implements AutoCloseable {

    private static final int BUFFER = 1 << 14;

    private final ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> open = new HashSet<>();
    private boolean whole = true;
    private boolean held;

    /** @param target port of the server */
    Wire(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().name("wire").start(this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** Nothing goes through any more: what was open is reset, and what is opened is closed. */
    synchronized void cut() throws IOException {
        whole = false;
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    /** Nothing goes through any more, and nobody is told: what is open stays open, and what was under way comes once it is mended. */
    synchronized void hold() {
        held = true;
    }

    synchronized void mend() {
        whole = true;
        held = false;
        notifyAll();
    }

    private synchronized void awaitPassage() throws IOException {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits any more", e);
        }
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                awaitPassage();
                if (!connect(client)) {
                    client.close();
                }
            } catch (IOException e) {
                // Closed, or the server is just away: the next client tries again.
            }
        }
    }

    private synchronized boolean connect(Socket client) throws IOException {
        if (!whole) {
            return false;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
        return true;
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassage();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One end has gone, or the wire was cut: the other end hears of it by the close.
            return;
        } finally {
            synchronized (this) {
                open.remove(from);
                open.remove(to);
            }
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        cut();
        mend(); // Nobody waits for what will not come.
    }
}
