package io.deptracker.standin.apiserver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stand-in for a Kubernetes API server, over real HTTP: lists, watches, selectors, pages, bookmarks and metadata
 * only, worded as a real one's, with faults on demand. Tests write into it directly.
 */
public final class ApiServerStandIn implements AutoCloseable {
    private final Watches watches = new Watches();
    private final StoredObjects objects = new StoredObjects(watches);
    private final InjectedFaults injectedFaults = new InjectedFaults();
    private final RequestLog requests = new RequestLog();
    private final Credentials credentials = new Credentials();
    private final ApiHandler handler = new ApiHandler(objects, injectedFaults, credentials, requests);
    private final RestartableServer server = new RestartableServer(handler);

    public String url() {
        return server.url();
    }

    /** Writes a kubeconfig file whose current context is this server. */
    public Path kubeconfig(Path folder) throws IOException {
        return KubeconfigFile.write(folder, url());
    }

    /** Creates or replaces an object, at the next version. */
    public void put(String resource, ObjectNode object) {
        objects.put(ApiResource.named(resource), object, false);
    }

    /** Creates or replaces an object at the version that it carries. */
    public void putAsRecorded(String resource, ObjectNode object) {
        objects.put(ApiResource.named(resource), object, true);
    }

    /** Deletes an object as it is, at the next version. For resources without namespaces the namespace is empty. */
    public void delete(String resource, String namespace, String name) {
        objects.delete(ApiResource.named(resource), namespace, name);
    }

    /** Deletes an object, which last was as given, at the next version. */
    public void delete(String resource, ObjectNode last) {
        objects.delete(ApiResource.named(resource), last, false);
    }

    /** Deletes an object, which last was as given, at the version that it carries. */
    public void deleteAsRecorded(String resource, ObjectNode last) {
        objects.delete(ApiResource.named(resource), last, true);
    }

    /** Returns the objects of a resource, ordered by namespace and name. */
    public List<ObjectNode> objects(String resource) {
        return objects.list(ApiResource.named(resource), object -> true).items();
    }

    /** Returns the version of the newest event of a resource, 0 if there was none. */
    public long newestVersion(String resource) {
        return objects.newestVersion(ApiResource.named(resource));
    }

    /** Advances the version counter to at least this version. */
    public void advanceTo(long version) {
        objects.advanceTo(version);
    }

    /** Sends a bookmark to every watch that requests them. */
    public void bookmark() {
        objects.bookmark();
    }

    /** Answers lists and watches of a resource with 403. Open watches stay open. */
    public void forbid(String resource) {
        injectedFaults.forbid(ApiResource.named(resource), null);
    }

    /** Answers lists and watches of a resource in one namespace with 403. Open watches stay open. */
    public void forbid(String resource, String namespace) {
        injectedFaults.forbid(ApiResource.named(resource), namespace);
    }

    /** Answers watches of a resource with 403, but not lists. */
    public void forbidWatching(String resource) {
        injectedFaults.forbidWatching(ApiResource.named(resource));
    }

    public void allow(String resource) {
        injectedFaults.allow(ApiResource.named(resource));
    }

    /** Answers a request with any other token with 401 from now on, and one without a token with 403. */
    public void requireToken(String token) {
        credentials.require(token);
    }

    /** Fails every request with this status until {@link #recover}. Open watches stay open. */
    public void failWith(int status, Map<String, String> headers) {
        injectedFaults.fail(verb -> Optional.of(new InjectedFaults.Failure(status, Map.copyOf(headers))));
    }

    /**
     * Delays each response until this function, which is called with the verb, has returned; until {@link #recover}.
     */
    public void holdUp(Consumer<String> verbs) {
        injectedFaults.fail(verb -> {
            verbs.accept(verb);
            return Optional.empty();
        });
    }

    public void recover() {
        injectedFaults.fail(verb -> Optional.empty());
    }

    /** Goes down until {@link #comeBack}: connections break, new ones are refused. */
    public void goAway() {
        server.goAway();
    }

    /** Listens again on the same port. */
    public void comeBack() throws IOException {
        server.comeBack();
    }

    /** Breaks the connection of every open watch. */
    public void dropWatches() {
        watches.drop();
    }

    /** Ends every open watch as a server does when the requested time is over. */
    public void closeWatches() {
        objects.closeWatches();
    }

    /** Makes every version up to now too old to watch from, and expires every page of a list begun before now. */
    public void compact() {
        handler.compact();
    }

    /** While on, sends no events to open watches; a list, or a watch from an earlier version, contains all of them. */
    public void loseEvents(boolean on) {
        objects.lose(on);
    }

    /**
     * Sends events to watches again, but not those that were lost: the open watches break, and their versions are too
     * old to continue from.
     */
    void loseNoMore() {
        objects.loseNoMore();
    }

    /** Repeats the newest changes of a resource to its open watches. */
    public void replay(String resource, int count) {
        objects.replay(ApiResource.named(resource), count);
    }

    /** Answers every page of a list begun before now with 410. */
    void expirePages() {
        handler.expirePages();
    }

    /** Limits the pages of lists from now on, even if a client allows more. */
    public void pagesOfAtMost(int items) {
        handler.pagesOfAtMost(items);
    }

    /** Ignores from now on that a client requests metadata only, as other servers of this API do. */
    public void withoutPartialMetadata() {
        injectedFaults.forgetMetadata();
    }

    /**
     * Sends the text of watches as UTF-8 from now on, as real servers do; otherwise the stand-in escapes all but ASCII.
     * The client decodes watches over plain HTTP wrongly: after a character of several bytes it cannot read the next
     * event.
     */
    public void withRawText() {
        injectedFaults.sendRawText();
    }

    /** Returns every request so far, except attempts to watch by WebSocket, which are declined. */
    public List<Request> requests() {
        return requests.all();
    }

    /** Blocks until there were at least this many requests. */
    public void awaitRequests(int count, Duration patience) throws InterruptedException {
        requests.await(count, patience);
    }

    public int openWatches(String resource) {
        return watches.count(ApiResource.named(resource));
    }

    /** Blocks until at least this many watches of the resource are open. */
    public void awaitWatches(String resource, int count, Duration patience) throws InterruptedException {
        watches.await(ApiResource.named(resource), open -> open >= count, patience);
    }

    /** Returns the open watches, for what only tests of this package do with them. */
    Watches watches() {
        return watches;
    }

    /** Returns the faults, for those that only this package injects. */
    InjectedFaults injectedFaults() {
        return injectedFaults;
    }

    @Override
    public void close() {
        watches.close();
        objects.closeWatches();
        server.close();
    }
}
