package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTests {

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::7",
    "2001:db8::1, [2001:db8::2]",
    "fe80::1%eth0, fe80::2",
    "0:0:0:0:0:0:0:1, ::1",
    "::ffff:192.0.2.7, 192.0.2.7",
  })
  void addressesOfOneNetworkAreOneClient(String one, String other) {
    assertThat(Client.network(one)).isEqualTo(Client.network(other));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:3::1",
    "192.0.2.7, 192.0.2.8",
    "::ffff:192.0.2.7, ::ffff:192.0.2.8",
  })
  void addressesOfOtherNetworksAreOthers(String one, String other) {
    assertThat(Client.network(one)).isNotEqualTo(Client.network(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "unknown",
        "example.com",
        "example:com",
        "a:b",
        "1:2:3:4:5:6:7:8:9",
        "[]"
      })
  void whatIsNoAddressIsLeftAsItIs(String text) {
    assertThat(Client.network(text)).isEqualTo(text);
  }
}
