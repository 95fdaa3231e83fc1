package dev.residual.access.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.POST;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import dev.residual.job.JobClient;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Clients with tokens of a provider, beside those with keys. */
@KeysTest
class TokenHttpTests {

  private static final StandInIssuer ISSUER = start();

  @Autowired private KeyClient client;

  private static StandInIssuer start() {
    try {
      return new StandInIssuer();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() {
    ISSUER.close();
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    String jwt = "spring.security.oauth2.resourceserver.jwt.";
    registry.add(jwt + "issuer-uri", ISSUER::url);
    registry.add(jwt + "audiences", () -> StandInIssuer.AUDIENCE);
    registry.add("residual.access.oidc.roles.data-science", () -> "trainer");
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:tokens;DB_CLOSE_DELAY=-1");
  }

  private static Consumer<JWTClaimsSet.Builder> roles(String... roles) {
    return claims -> claims.claim("roles", List.of(roles));
  }

  @Test
  void roleOfATokenDecidesWhatItsHolderMayDo() throws Exception {
    String viewer = ISSUER.token(roles("viewer", "something else"));

    assertThat(client.get(viewer, "/jobs")).hasStatusOk();
    assertThat(client.get(viewer, "/keys")).hasStatus(403);
    assertThat(client.body(client.get(viewer, "/access")).path("role").asString())
        .isEqualTo("viewer");
    assertThat(client.get(ISSUER.token(roles("viewer", "admin")), "/keys")).hasStatusOk();
    assertThat(client.get(client.key(Role.VIEWER), "/jobs")).hasStatusOk();
  }

  @Test
  void otherNamesStandForRoles() throws Exception {
    String token = ISSUER.token(claims -> claims.claim("roles", "data-science other"));

    assertThat(client.body(client.get(token, "/access")).path("role").asString())
        .isEqualTo("trainer");
  }

  @Test
  void whatASubjectMadeIsItsOwnWithLaterTokensToo() throws Exception {
    MvcTestResult accepted =
        client.send(ISSUER.token(roles("trainer")), POST, "/jobs", JobClient.LONG);
    assertThat(accepted).hasStatus(202);
    String job = JobClient.path(client.body(accepted));
    String other = ISSUER.token(roles("trainer").andThen(claims -> claims.subject("bob")));

    assertThat(client.post(other, job + "/pause")).hasStatus(403);
    assertThat(client.post(ISSUER.token(roles("trainer")), job + "/pause")).hasStatus(202);
  }

  @Test
  void tokenThatIsNotForThisServiceIsRefused() throws Exception {
    assertInvalid(ISSUER.token(roles("admin").andThen(claims -> claims.audience("other"))));
    assertInvalid(ISSUER.token(roles("admin").andThen(claims -> claims.issuer("http://evil"))));
    assertInvalid(ISSUER.token(StandInIssuer.newKey("1"), roles("admin")));
    assertInvalid(
        ISSUER.token(
            roles("admin")
                .andThen(
                    claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))))));
    assertInvalid(ISSUER.token(roles("admin").andThen(claims -> claims.subject(null))));
  }

  @Test
  void tokenWithoutASignatureIsRefused() {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER.url())
            .audience(StandInIssuer.AUDIENCE)
            .subject("ann")
            .claim("roles", List.of("admin"))
            .build();

    assertInvalid(new PlainJWT(claims).serialize());
  }

  /**
   * Whoever checks such a token by the provider's public key as if that were a secret is deceived.
   */
  @Test
  void tokenSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
    for (byte[] secret : ISSUER.publicKey()) {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("1").build(),
              ISSUER.claims(roles("admin")));
      token.sign(new MACSigner(secret));

      assertInvalid(token.serialize());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "{}, {}",
    "{\"alg\":\"RS256\"}, {}",
    "{\"alg\":\"RS256\"}, not JSON",
    "{\"alg\":\"ES256\";\"kid\":\"1\"}, {\"exp\":1e300}",
    "{\"alg\":\"none\"}, {\"exp\":\"x\"}",
    "{\"alg\":\"dir\";\"enc\":\"A128GCM\"}, {}",
    "{\"alg\":\"RS256\";\"kid\":\"1\";\"crit\":[\"b64\"];\"b64\":false}, {}",
    "not JSON, {}"
  })
  void textWithDotsIsNotTheProvidersFault(String header, String claims) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String encoded = encoder.encodeToString(header.replace(';', ',').getBytes(UTF_8));

    assertInvalid(encoded + "." + encoder.encodeToString(claims.getBytes(UTF_8)) + ".AAAA");
    assertInvalid(encoded + "." + encoder.encodeToString(claims.getBytes(UTF_8)) + ".");
  }

  @Test
  void tokenWithoutAnEndIsRefused() throws Exception {
    assertInvalid(ISSUER.token(roles("admin").andThen(claims -> claims.expirationTime(null))));
  }

  @Test
  void floodOfTokensWithUnknownKeysDoesNotReachTheProvider() throws Exception {
    client.get(ISSUER.token(roles("viewer")), "/access");
    int before = ISSUER.keyRequests();
    RSAKey other = StandInIssuer.newKey("other");

    for (int i = 0; i < 20; i++) {
      RSAKey unknown = new RSAKey.Builder(other).keyID("unknown" + i).build();
      assertInvalid(ISSUER.token(unknown, roles("admin")));
    }

    assertThat(ISSUER.keyRequests() - before).isLessThanOrEqualTo(1);
    assertThat(client.get(ISSUER.token(roles("viewer")), "/access")).hasStatusOk();
  }

  private void assertInvalid(String token) {
    MvcTestResult answer = client.get(token, "/jobs");
    assertThat(answer).hasStatus(401);
    assertThat(client.code(answer)).isEqualTo("invalid-token");
  }

  @Test
  void tokenWithoutARoleIsToldWhichClaimIsRead() throws Exception {
    MvcTestResult answer = client.get(ISSUER.token(claims -> {}), "/jobs");

    assertThat(answer).hasStatus(403);
    assertThat(client.code(answer)).isEqualTo("token-without-role");
    assertThat(answer).bodyText().contains("The claim roles");
  }
}
