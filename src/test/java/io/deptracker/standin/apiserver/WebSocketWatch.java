package io.deptracker.standin.apiserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/** A watch over a WebSocket (RFC 6455): each line of the plain watch is a text frame; pings are answered. */
final class WebSocketWatch {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int NORMAL = 1000;

    private final String head;
    private final InputStream in;
    private final OutputStream out;
    private final Socket server;

    /**
     * @param head the client's request
     * @param in the stream from the client, after the head
     * @param out the stream to the client
     * @param server a connection for the plain watch
     */
    WebSocketWatch(String head, InputStream in, OutputStream out, Socket server) {
        this.head = head;
        this.in = in;
        this.out = out;
        this.server = server;
    }

    /** Relays the watch; returns when it or the client's connection is over. */
    void run(ExecutorService threads) throws IOException {
        server.getOutputStream().write(plain(head).getBytes(StandardCharsets.ISO_8859_1));
        InputStream answer = server.getInputStream();
        String answered = ApiFront.head(answer);
        if (!answered.startsWith("HTTP/1.1 200 ")) {
            // Refused: the response is relayed unchanged, and the connection is over.
            out.write(answered.getBytes(StandardCharsets.ISO_8859_1));
            answer.transferTo(out);
            return;
        }
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(header("sec-websocket-key")) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        threads.execute(this::answerPings);
        if (sendLines(answer)) {
            send(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL).array());
        }
    }

    /** Sends each line as a message; returns whether the watch ended properly rather than broke. */
    private boolean sendLines(InputStream chunked) throws IOException {
        var line = new ByteArrayOutputStream();
        int size = chunkSize(chunked);
        while (size > 0) {
            for (byte each : chunked.readNBytes(size)) {
                if (each == '\n') {
                    // By writing blanks the stand-in finds out whether its client is still there.
                    send(TEXT, line.toString(StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(each);
                }
            }
            chunked.readNBytes(2);
            size = chunkSize(chunked);
        }
        return size == 0;
    }

    private static int chunkSize(InputStream in) throws IOException {
        var digits = new StringBuilder();
        int read = in.read();
        while (read >= 0 && read != '\n') {
            digits.append((char) read);
            read = in.read();
        }
        return read < 0 ? -1 : Integer.parseInt(digits.toString().strip(), 16);
    }

    private void answerPings() {
        try (server) {
            while (true) {
                int opcode = in.read() & 0x0f;
                int length = in.read() & 0x7f;
                if (length == 126) {
                    length = in.read() << 8 | in.read();
                }
                byte[] mask = in.readNBytes(4);
                byte[] payload = in.readNBytes(length);
                if (mask.length < 4 || opcode == CLOSE) {
                    return;
                }
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= mask[i % 4];
                }
                if (opcode == PING) {
                    send(PONG, payload);
                }
            }
        } catch (IOException over) {
            // The watch ends with its connection to the stand-in.
        }
    }

    private synchronized void send(int opcode, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    private String header(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String plain(String head) {
        return head.lines()
                        .filter(line -> !line.isEmpty())
                        .filter(line ->
                                !line.toLowerCase(Locale.ROOT).matches("(upgrade|connection|sec-websocket-.*):.*"))
                        .collect(Collectors.joining("\r\n"))
                + "\r\n\r\n";
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
