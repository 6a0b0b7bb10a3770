package io.deptracker.cluster;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The source of a response body that one thread may close while another one reads it, as fabric8's client does when it
 * cancels a list or a watch over HTTP. Okio's buffers do not allow that: two threads would return the same segment to
 * the pool that the buffers of all requests share, and requests would then fail until the process ends.
 */
public final class GuardedBody extends ForwardingSource {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Runnable cancel;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread reader;
    private volatile boolean closed;

    /**
     * @param body read and closed by one thread at a time
     * @param cancel ends a read in progress; safe for any thread
     */
    GuardedBody(Source body, Runnable cancel) {
        super(body);
        this.cancel = cancel;
    }

    /** Returns a factory of clients whose response bodies are guarded. */
    public static OkHttpClientFactory clients() {
        return new OkHttpClientFactory() {
            @Override
            protected void additionalConfig(OkHttpClient.Builder builder) {
                builder.addInterceptor(GuardedBody::guarded);
            }
        };
    }

    private static Response guarded(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (response.code() == SWITCHING_PROTOCOLS) {
            return response;
        }
        ResponseBody body = response.body();
        Source guarded = new GuardedBody(body.source(), chain.call()::cancel);
        return response.newBuilder()
                .body(ResponseBody.create(Okio.buffer(guarded), body.contentType(), body.contentLength()))
                .build();
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("closed by another thread");
            }
            reader = Thread.currentThread();
            return super.read(sink, byteCount);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the body.
     *
     * @throws IOException if another thread has read it: the caller then leaves its buffer to that thread
     */
    @Override
    public void close() throws IOException {
        closed = true;
        if (!lock.tryLock()) {
            cancel.run();
            lock.lock();
        }
        try {
            super.close();
            if (reader != null && reader != Thread.currentThread()) {
                throw new IOException("closed while another thread reads it");
            }
        } finally {
            lock.unlock();
        }
    }
}
