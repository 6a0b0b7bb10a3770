package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets an informer keep its objects in the cluster state, in the little that is used of them. What it gives back to the
 * informer is an object that has its name and nothing else, which is all that an informer without handlers needs.
 *
 * @param <T> the objects
 */
abstract class ReducedStore<T extends HasMetadata> implements ItemStore<T> {
    private final Predicate<String> namespaces;
    private final AtomicLong received = new AtomicLong();
    private volatile boolean closed;

    /**
     * @param namespaces which namespaces it holds objects of: what others hold is not for it to miss, and what nobody holds
     *     is dropped at once
     */
    ReducedStore(Predicate<String> namespaces) {
        this.namespaces = namespaces;
    }

    /** From now on it takes nothing and gives nothing: another store of the same objects has its place. */
    final void close() {
        closed = true;
    }

    /** How many objects the informer has received so far, each as often as it came. */
    final long received() {
        return received.get();
    }

    /** Stores an object, and says whether there was one of its name. */
    abstract boolean store(T object);

    /** Drops an object, and says whether there was one. */
    abstract boolean drop(String namespace, String name);

    abstract boolean contains(String namespace, String name);

    /** The names of all, as namespace/name, the namespace empty where there is none. */
    abstract List<String> keys();

    abstract T empty();

    @Override
    public final String getKey(T object) {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "") + "/"
                + object.getMetadata().getName();
    }

    @Override
    public final @Nullable T put(String key, T object) {
        received.incrementAndGet();
        return !closed && namespaces.test(namespace(key)) && store(object) ? stub(key) : null;
    }

    @Override
    public final @Nullable T remove(String key) {
        return !closed && drop(namespace(key), name(key)) ? stub(key) : null;
    }

    @Override
    public final @Nullable T get(String key) {
        return contains(namespace(key), name(key)) ? stub(key) : null;
    }

    @Override
    public final Stream<String> keySet() {
        return closed ? Stream.empty() : keys().stream().filter(key -> namespaces.test(namespace(key)));
    }

    @Override
    public final Stream<T> values() {
        return keySet().map(this::stub);
    }

    @Override
    public final int size() {
        return (int) keySet().count();
    }

    private T stub(String key) {
        T object = empty();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace(key))
                .withName(name(key))
                .build());
        return object;
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String name(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
