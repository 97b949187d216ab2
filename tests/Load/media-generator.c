/* media-generator, compiled and run by tests/Load/media.
 *
 * Plays both sides of many calls through a media relay, and an attacker, on loopback:
 *   stdout: "ports A B"            where the two sides receive: 127.0.0.2:A and 127.0.0.3:B
 *   stdin:  "call P Q", repeated   the relay's ports towards the two sides, at 127.0.0.1
 *           "go SECONDS ATTACK"    sends 50 packets of 172 bytes per second and direction; the attacker too unless 0
 *   stdout: "sent N received N misdirected N hijacked N delay_us MEAN P99"
 * One thread; a slice of the streams each millisecond, by sendmmsg and recvmmsg, so that it costs little beside the relay.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLICES = 20, MOST = 4000, BATCH = 256, SIZE = 172, BUCKETS = 20000, ATTACK = 0xBADBAD };

static int calls, sides[2], attacker;
static uint16_t ports[MOST][2], sequence[MOST][2];
static long sent, received, heard_at, misdirected, hijacked, delays[BUCKETS + 1], delay_sum;

static long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static int udp(const char *address)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    inet_pton(AF_INET, address, &a.sin_addr);
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 32 << 20;
    if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (s < 0 || bind(s, (void *)&a, sizeof a)) exit(2);
    return s;
}

static int port_of(int s)
{
    struct sockaddr_in a;
    socklen_t length = sizeof a;
    getsockname(s, (void *)&a, &length);
    return ntohs(a.sin_port);
}

static struct sockaddr_in relay(uint16_t port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    return a;
}

static void fill(uint8_t *p, uint16_t number, uint32_t source)
{
    long at = now_us();
    memset(p, 0, SIZE);
    p[0] = 0x80;
    number = htons(number), source = htonl(source);
    memcpy(p + 2, &number, 2), memcpy(p + 8, &source, 4), memcpy(p + 12, &at, 8);
}

/* One packet of each call of a slice, from one side. */
static void send_slice(int side, int slice)
{
    static uint8_t packets[BATCH][SIZE];
    static struct sockaddr_in to[BATCH];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    int n = 0;
    for (int call = slice; call <= calls + SLICES; call += SLICES) {
        if (call < calls) {
            fill(packets[n], sequence[call][side]++, (uint32_t)(call * 2 + side));
            to[n] = relay(ports[call][side]);
            parts[n] = (struct iovec){ packets[n], SIZE };
            messages[n].msg_hdr = (struct msghdr){ .msg_name = &to[n], .msg_namelen = sizeof to[n], .msg_iov = &parts[n], .msg_iovlen = 1 };
            n++;
        }
        if (n == BATCH || (n && call >= calls)) {
            for (int done = 0; done < n;) {
                int k = sendmmsg(sides[side], messages + done, n - done, 0);
                if (k < 0 && errno != EAGAIN) exit(3);
                if (k > 0) done += k;
            }
            sent += n, n = 0;
        }
    }
}

static void receive(int side)
{
    static uint8_t packets[BATCH][2048];
    static struct sockaddr_in from[BATCH];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    int n;
    do {
        for (int i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){ packets[i], sizeof packets[i] };
            messages[i].msg_hdr = (struct msghdr){ .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1 };
        }
        n = recvmmsg(sides[side], messages, BATCH, MSG_DONTWAIT, NULL);
        long now = now_us();
        for (int i = 0; i < n; i++) {
            uint32_t source;
            long at;
            memcpy(&source, packets[i] + 8, 4), memcpy(&at, packets[i] + 12, 8);
            source = ntohl(source);
            if (source == ATTACK) { hijacked++; continue; }
            if (messages[i].msg_len != SIZE || source >= (uint32_t)calls * 2 || (int)(source & 1) == side || ntohs(from[i].sin_port) != ports[source / 2][side]) {
                misdirected++;
                continue;
            }
            received++;
            heard_at = now;
            long delay = now - at;
            delay_sum += delay;
            delays[delay < 0 ? 0 : delay < BUCKETS ? delay : BUCKETS]++;
        }
    } while (n == BATCH);
}

static void spray(int call)
{
    uint8_t packet[SIZE];
    fill(packet, (uint16_t)rand(), ATTACK);
    for (int side = 0; side < 2; side++) {
        struct sockaddr_in to = relay(ports[call][side]);
        sendto(attacker, packet, SIZE, 0, (void *)&to, sizeof to);
    }
}

static void run(int seconds, int is_attacked)
{
    uint8_t caught[2048];
    for (int call = 0; is_attacked && call < calls; call++) spray(call); /* before anybody was heard */
    usleep(100000);
    long start = now_us();
    /* Packets that are late are not lost: until none came for 300 ms, for 3 s at most. */
    for (long tick = 0; tick < seconds * 1000L || (tick < seconds * 1000L + 3000 && now_us() - heard_at < 300000); tick++) {
        long wait = start + tick * 1000 - now_us();
        if (wait > 0) usleep(wait);
        if (tick < seconds * 1000L) {
            for (int side = 0; side < 2; side++) send_slice(side, tick % SLICES);
            if (is_attacked && calls && tick % 2 == 0) spray((int)(tick / 2 % calls)); /* 500 attacks a second */
        }
        for (int side = 0; side < 2; side++) receive(side);
        while (recv(attacker, caught, sizeof caught, MSG_DONTWAIT) > 0) hijacked++;
    }
    long p99 = 0, seen = 0;
    while (p99 < BUCKETS && (seen += delays[p99]) < received * 99 / 100) p99++;
    printf("sent %ld received %ld misdirected %ld hijacked %ld delay_us %ld %ld\n", sent, received, misdirected, hijacked, received ? delay_sum / received : 0, p99);
    fflush(stdout);
}

int main(void)
{
    char line[128];
    int p, q;
    sides[0] = udp("127.0.0.2"), sides[1] = udp("127.0.0.3"), attacker = udp("127.0.0.9");
    printf("ports %d %d\n", port_of(sides[0]), port_of(sides[1]));
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "call %d %d", &p, &q) == 2 && calls < MOST) ports[calls][0] = (uint16_t)p, ports[calls++][1] = (uint16_t)q;
        else if (sscanf(line, "go %d %d", &p, &q) == 2) run(p > 30 ? 30 : p, q);
    }
    return 0;
}
