package dev.residual.access.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Describes itself and signs tokens as an OpenID Connect provider does. */
final class StandInIssuer implements AutoCloseable {

  static final String AUDIENCE = "residual";

  private static final int KEY_BITS = 2048;

  private final HttpServer server;
  private final RSAKey key;
  private final AtomicInteger keyRequests = new AtomicInteger();

  StandInIssuer() throws IOException, JOSEException {
    key = newKey("1");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            send(
                exchange,
                """
                {"issuer": "%s", "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"]}
                """
                    .formatted(url())));
    server.createContext(
        "/keys",
        exchange -> {
          keyRequests.incrementAndGet();
          send(exchange, new JWKSet(key).toString());
        });
    server.start();
  }

  static RSAKey newKey(String id) throws JOSEException {
    return new RSAKeyGenerator(KEY_BITS).keyID(id).generate();
  }

  private static void send(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Returns a token that is valid for a minute, unless the claims say otherwise. */
  String token(Consumer<JWTClaimsSet.Builder> claims) throws JOSEException {
    return token(key, claims);
  }

  /** Returns a token that is signed with another key. */
  String token(RSAKey signer, Consumer<JWTClaimsSet.Builder> claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signer.getKeyID()).build(),
            claims(claims));
    token.sign(new RSASSASigner(signer));
    return token.serialize();
  }

  /** Returns the claims of a token. */
  JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> changes) {
    JWTClaimsSet.Builder all =
        new JWTClaimsSet.Builder()
            .issuer(url())
            .audience(AUDIENCE)
            .subject("ann")
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    changes.accept(all);
    return all.build();
  }

  /** Returns the public key in the forms in which a careless service could have it. */
  List<byte[]> publicKey() throws JOSEException {
    byte[] der = key.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    return List.of(der, pem.getBytes(UTF_8), key.toPublicJWK().toJSONString().getBytes(UTF_8));
  }

  /** Returns how often the keys were asked for. */
  int keyRequests() {
    return keyRequests.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
