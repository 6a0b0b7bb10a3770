package io.deptracker.github;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A factory of HTTP clients for GitHub: TLS 1.2 or newer, HTTP/2 if offered, no redirects followed. */
public final class HttpClients {
    private static final String TUNNEL_USERS = "jdk.http.auth.tunneling.disabledSchemes";

    static {
        // The JDK authenticates to no proxy in clear text unless this is set before its first client is made.
        if (System.getProperty(TUNNEL_USERS) == null) {
            System.setProperty(TUNNEL_USERS, "");
        }
    }

    private HttpClients() {}

    /**
     * Returns a new client.
     *
     * @param connectTimeout how long connecting may take
     * @param proxy a proxy for https, with its user if it requires one; null for none
     * @param noProxy hosts that are reached directly
     * @param caCertificates a PEM file of certificates to trust in addition to the system's; null for none
     * @throws IOException if the certificates cannot be read; the message names the file
     */
    public static HttpClient open(
            Duration connectTimeout, @Nullable URI proxy, List<String> noProxy, @Nullable Path caCertificates)
            throws IOException {
        var tls = new SSLParameters();
        tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        var builder = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslParameters(tls);
        if (proxy != null) {
            builder.proxy(new Selector(InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()), noProxy));
            String user = proxy.getUserInfo();
            if (user != null) {
                builder.authenticator(new ProxyUser(user));
            }
        }
        if (caCertificates != null) {
            try {
                builder.sslContext(trusting(caCertificates));
            } catch (GeneralSecurityException | IOException unusable) {
                throw new IOException("CA_CERT_FILE: cannot use %s: %s".formatted(caCertificates, unusable), unusable);
            }
        }
        return builder.build();
    }

    private static SSLContext trusting(Path file) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers(anchors(file)), null);
        return context;
    }

    /** Returns the system's certificates and those of the file. */
    static KeyStore anchors(Path file) throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int count = 0;
        for (TrustManager manager : trustManagers(null)) {
            if (manager instanceof X509TrustManager system) {
                for (X509Certificate certificate : system.getAcceptedIssuers()) {
                    anchors.setCertificateEntry("system-" + count++, certificate);
                }
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException("it contains no certificate in PEM");
            }
            for (Certificate certificate : certificates) {
                anchors.setCertificateEntry("extra-" + count++, certificate);
            }
        }
        return anchors;
    }

    private static TrustManager[] trustManagers(@Nullable KeyStore anchors) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    /** A selector of the proxy for encrypted requests, except for excepted hosts and their subdomains. */
    private static final class Selector extends ProxySelector {
        private final Proxy proxy;
        private final List<String> excepted;

        Selector(InetSocketAddress address, List<String> excepted) {
            this.proxy = new Proxy(Proxy.Type.HTTP, address);
            this.excepted = excepted.stream()
                    .map(host -> host.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                    .toList();
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(isEncrypted(uri) && !isExcepted(uri) ? proxy : Proxy.NO_PROXY);
        }

        /**
         * Checks whether a request is encrypted. For any other request the proxy would open no tunnel: it would read
         * the request and its token.
         */
        private static boolean isEncrypted(URI uri) {
            return "https".equalsIgnoreCase(uri.getScheme());
        }

        private boolean isExcepted(URI uri) {
            String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            return excepted.stream()
                    .anyMatch(except -> except.equals("*") || host.equals(except) || host.endsWith("." + except));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failed) {
            // The call fails with the error and reports it.
        }
    }

    private static final class ProxyUser extends Authenticator {
        private final String user;
        private final char[] password;

        ProxyUser(String userInfo) {
            String[] parts = userInfo.split(":", 2);
            user = parts[0];
            password = parts.length > 1 ? parts[1].toCharArray() : new char[0];
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY ? new PasswordAuthentication(user, password) : null;
        }
    }
}
