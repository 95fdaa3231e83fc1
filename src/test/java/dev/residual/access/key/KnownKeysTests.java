package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.residual.SettableClock;
import dev.residual.access.AccessControl;
import dev.residual.access.Caller;
import dev.residual.access.Limits;
import dev.residual.access.RefusedException;
import dev.residual.access.Role;
import dev.residual.access.key.ApiKeys.Known;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

class KnownKeysTests {

  private static final KeyText TEXT = KeyText.random(new SecureRandom());

  private final ApiKeys table = mock();
  private final AccessControl access = mock();
  private final SettableClock clock = new SettableClock();
  private final KnownKeys keys = new KnownKeys(table, access, clock);
  private final KeyUses uses = mock();
  private final KeyAuthenticator authenticator = new KeyAuthenticator(keys, uses, clock);

  @Test
  void knownKeyCostsNoQuery() {
    when(table.all()).thenReturn(List.of(known(TEXT, null)));
    keys.refresh();

    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.OK);
    }

    verify(table, times(1)).all();
  }

  @Test
  void keyOfAnotherNodeIsFoundAtOnce() {
    when(table.all()).thenReturn(List.of()).thenReturn(List.of(known(TEXT, null)));
    keys.refresh();
    when(table.changes()).thenReturn(1L);
    clock.advance(Duration.ofSeconds(2));

    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.OK);
  }

  @Test
  void floodOfUnknownKeysIsOneQueryASecond() {
    when(table.all()).thenReturn(List.of());
    keys.refresh();

    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofMillis(100));
      assertThat(authenticate(KeyText.random(new SecureRandom())))
          .isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    verify(table, times(1)).all();
    verify(table, times(1 + 4)).changes();
  }

  @Test
  void keysAreReadAgainOnlyIfOneWasChanged() {
    keys.refresh();
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(10));
      keys.refreshPeriodically();
    }
    verify(table, times(1)).all();

    when(table.changes()).thenReturn(1L);
    keys.refreshPeriodically();
    keys.refreshPeriodically();

    verify(table, times(2)).all();
  }

  @Test
  void rowThatWasChangedByHandIsNoticedAfterFiveMinutes() {
    when(table.all()).thenReturn(List.of(known(TEXT, null))).thenReturn(List.of());
    keys.refresh();

    clock.advance(Duration.ofMinutes(5));
    keys.refreshPeriodically();

    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @Test
  void databaseThatIsAwayRightAfterAChangeFailsNoRequest() {
    when(table.all()).thenReturn(List.of(known(TEXT, null)));
    keys.refresh();
    UUID id = UUID.randomUUID();
    when(table.known(id)).thenThrow(new DataAccessResourceFailureException("away"));

    keys.refresh(id);

    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.OK);
    assertThat(keys.isCurrent()).isFalse();
  }

  @Test
  void knownKeyWorksWhileTheDatabaseIsAway() {
    when(table.all()).thenReturn(List.of(known(TEXT, null)));
    keys.refresh();
    when(table.changes()).thenThrow(new DataAccessResourceFailureException("away"));
    keys.refreshPeriodically();
    clock.advance(Duration.ofDays(1));
    keys.refreshPeriodically();

    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.OK);
    assertThat(authenticate(KeyText.random(new SecureRandom())))
        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
  }

  @Test
  void keyExpiresWithoutAQuery() {
    Instant end = clock.instant().plusSeconds(5);
    when(table.all()).thenReturn(List.of(known(TEXT, end)));
    keys.refresh();

    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.OK);
    clock.advance(Duration.ofSeconds(5));
    assertThat(authenticate(TEXT)).isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @Test
  void clientOfALongRequestIsAcceptedUntilItsKeyExpiresOrAnotherNodeHasRevokedIt() {
    Known expiring = known(TEXT, clock.instant().plusSeconds(5));
    Known revoked = known(KeyText.random(new SecureRandom()), null);
    when(table.all()).thenReturn(List.of(expiring, revoked)).thenReturn(List.of(expiring));
    keys.refresh();
    Caller first = authenticator.find(TEXT.whole()).orElseThrow();
    Caller second = new Caller(revoked.key().id(), Role.VIEWER);

    assertThat(authenticator.accepts(first)).isTrue();
    assertThat(authenticator.accepts(second)).isTrue();
    when(table.changes()).thenReturn(1L);
    keys.refreshPeriodically();
    assertThat(authenticator.accepts(second)).isFalse();
    clock.advance(Duration.ofSeconds(5));
    assertThat(authenticator.accepts(first)).isFalse();
    verify(table, times(2)).all();
  }

  @Test
  void otherFailureIsNotTakenForAnOutage() {
    when(table.all()).thenThrow(new IllegalStateException("a bug"));

    assertThatThrownBy(keys::refresh).hasMessage("a bug");
  }

  @Test
  void openServiceReadsNoKeys() {
    when(access.isOpen()).thenReturn(true);

    keys.afterSingletonsInstantiated();
    keys.refreshPeriodically();

    verify(table, times(0)).all();
  }

  @Test
  void useThatCannotBeStoredIsStoredLater() {
    KeyUses real = new KeyUses(table);
    UUID key = UUID.randomUUID();
    real.note(key, clock.instant());
    org.mockito.Mockito.doThrow(new DataAccessResourceFailureException("away"))
        .doNothing()
        .when(table)
        .used(any(), any());

    assertThatThrownBy(real::save).isInstanceOf(DataAccessResourceFailureException.class);
    real.save();
    real.save();

    verify(table, times(2)).used(key, clock.instant());
  }

  private HttpStatusCode authenticate(KeyText key) {
    try {
      assertThat(authenticator.find(key.whole())).isPresent();
      return HttpStatus.OK;
    } catch (RefusedException e) {
      return e.problem().getStatusCode();
    }
  }

  private Known known(KeyText text, Instant end) {
    ApiKey key =
        new ApiKey(
            UUID.randomUUID(),
            text.prefix(),
            "a",
            Role.VIEWER,
            Limits.NONE,
            clock.instant(),
            end,
            null,
            null);
    return new Known(key, text.sha256());
  }
}
