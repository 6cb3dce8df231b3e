/* Debian's OpenSMTPD 6.8 does not find its private keys with OpenSSL 3: it would end every handshake with an error.
   Preloaded, this hands it the key that fits the certificate, from the folder in KEYS, before it loses its rights. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of OpenSSL, whose headers are not needed for so little. */
typedef struct evp_pkey_st EVP_PKEY;
typedef struct ssl_ctx_st SSL_CTX;
EVP_PKEY *PEM_read_PrivateKey(FILE *file, EVP_PKEY **into, void *password, void *more);
void *SSL_CTX_get0_certificate(const SSL_CTX *context);
int X509_check_private_key(const void *certificate, const EVP_PKEY *key);

#define KEYS_MAX 32
static EVP_PKEY *keys[KEYS_MAX];
static int n_keys;

__attribute__((constructor)) static void read_keys(void) {
    DIR *folder = getenv("KEYS") ? opendir(getenv("KEYS")) : NULL;
    struct dirent *entry;
    while (folder && (entry = readdir(folder)) && n_keys < KEYS_MAX) {
        char path[4096];
        const char *end = strrchr(entry->d_name, '.');
        if (!end || strcmp(end, ".key")) continue;
        snprintf(path, sizeof path, "%s/%s", getenv("KEYS"), entry->d_name);
        FILE *file = fopen(path, "r");
        if (file && (keys[n_keys] = PEM_read_PrivateKey(file, NULL, NULL, NULL))) n_keys++;
        if (file) fclose(file);
    }
    if (folder) closedir(folder);
}

int SSL_CTX_use_PrivateKey(SSL_CTX *context, EVP_PKEY *given) {
    int (*use)(SSL_CTX *, EVP_PKEY *) = dlsym(RTLD_NEXT, "SSL_CTX_use_PrivateKey");
    for (int n = 0; n < n_keys; n++)
        if (X509_check_private_key(SSL_CTX_get0_certificate(context), keys[n])) return use(context, keys[n]);
    return use(context, given);
}
