"""Words a guesser tries first: of this work, of this city, names, and what people always choose."""

from typing import Final

_WORK = """
agente agentes alcalde alcaldia asistencia atencion ayuntamiento ayuda barrio centro ciudad
ciudadana ciudadano colegio comision comisaria comunidad comunitaria comunitario concejal
concejalia conflicto conflictos convivencia coordinacion coordinador coordinadora desk distrito
distritos encuentro equipo escuela espacio facilitador facilitadora gestion guardia hub igualdad
inspector instituto joven jovenes juventud mediacion mediador mediadora mediadores menores mesa
municipal municipales oficina oficial orientador orientadora paz participacion patrulla persona
personas plataforma policia policial policias prevencion programa proyecto pscp reparacion
responsable restaurativa restaurativo riesgo sala secreta secreto seguridad servicio servicios
sesion social sociales subinspector taller tecnica tecnico trabajador trabajadora tutor tutora
tutores unidad vecina vecinal vecino vecinos victima victimas vecindad violencia zona mediation
mediator police community safety council worker
"""

_PLACES = """
madrid espana spain centro palacio embajadores cortes justicia universidad sol lavapies chueca
malasana huertas latina austrias arganzuela delicias legazpi chopera retiro pacifico ibiza
jeronimos salamanca goya lista recoletos chamartin prosperidad hispanoamerica castilla tetuan
cuatro caminos estrecho chamberi trafalgar almagro arguelles moncloa aravaca fuencarral pardo
mirasierra montecarmelo carabanchel usera orcasitas vallecas entrevias palomeras portazgo
moratalaz vinateros ciudad lineal ventas pueblo quintana hortaleza canillas pinar villaverde
vicalvaro valdebernardo blas canillejas barajas alameda alcorcon mostoles leganes getafe
fuenlabrada parla alcala henares torrejon coslada majadahonda pozuelo alcobendas reyes tres cantos
aranjuez pinto valdemoro rivas arganda villalba escorial collado barcelona valencia sevilla
zaragoza malaga murcia bilbao alicante cordoba valladolid vigo gijon granada oviedo toledo cuenca
segovia avila soria burgos leon zamora caceres badajoz huelva cadiz jaen almeria albacete teruel
huesca lleida girona tarragona castellon logrono pamplona vitoria santander galicia asturias
andalucia cataluna aragon canarias baleares extremadura navarra rioja cantabria europa calle plaza
avenida paseo puerta gran via atocha bernabeu metropolitano vicente calderon
"""

_NAMES = """
maria carmen ana isabel laura cristina marta josefa dolores lucia antonia francisca paula pilar
elena raquel sara mercedes rosario juana teresa rosa manuela encarnacion concepcion beatriz nuria
silvia julia irene patricia montserrat andrea rocio monica alba mar angela sonia alicia sandra
susana marina yolanda natalia margarita eva inmaculada claudia carla daniela sofia martina valeria
emma olivia noa ines adriana vega jimena aitana carlota blanca victoria antonio manuel jose
francisco david juan javier daniel jesus carlos alejandro miguel rafael pablo pedro angel sergio
fernando luis jorge alberto alvaro adrian diego raul ivan ruben oscar enrique ramon andres vicente
joaquin santiago eduardo victor mario roberto jaime marcos ignacio hugo salvador martin lucas
mateo leo gonzalo samuel nicolas izan marc mohamed fatima ahmed omar youssef amina alonso garcia
rodriguez gonzalez fernandez lopez martinez sanchez perez gomez jimenez ruiz hernandez diaz moreno
munoz alvarez romero gutierrez navarro torres dominguez vazquez ramos gil ramirez serrano blanco
molina morales suarez ortega delgado castro ortiz rubio marin sanz iglesias medina garrido cortes
castillo santos lozano guerrero cano prieto mendez cruz calvo gallego vidal leon marquez herrera
pena flores cabrera campos fuentes carrasco diez caballero nieto reyes aguilar pascual herrero
santana lorenzo hidalgo montero ibanez gimenez ferrer duran benitez mora arias vargas carmona
crespo roman pastor soto saez velasco soler moya
"""

_CHOSEN = """
contrasena contrasenas contrasenia clave claves password passwort passphrase acceso entrar entrada
abrir abrete sesamo admin administrador usuario usuaria user root invitado login test prueba
pruebas demo temporal cambiar cambiame cambia inicio portatil ordenador laptop pantalla windows
linux mac microsoft google excel trabajo casa coche perro gato amor amores teamo tequiero quiero
vida hola adios gracias feliz familia mama papa hijo hija nina nino bebe princesa guapa guapo
cielo corazon estrella sol luna mariposa dragon tigre lobo angelito futbol real atletico atleti
barca betis sevillista rayo vallecano madridista messi ronaldo cristiano nadal iniesta casillas
superman batman pokemon mario star wars matrix naruto goku juego juegos musica rock guitarra
verano invierno primavera otono navidad enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo uno
dos tres cuatro cinco seis siete ocho nueve diez cero rojo verde azul negro blanco amarillo rosa
morado sistema secure security secret letmein welcome iloveyou monkey qwerty azerty master shadow
freedom summer winter sunshine computer nuevo nueva siempre nunca mismo misma nuestro nuestra
numero seguro segura supersegura super mega bien malo buena bueno
"""

_LITTLE = """
el la los las un una de del al en con por para sin que como esta este esto eso mi mis tu tus su
sus y o no si se lo le me te nos muy mas the and for you my of to in is it
"""

KNOWN: Final = frozenset((_WORK + _PLACES + _NAMES + _CHOSEN).split())
COMMON: Final = frozenset(_LITTLE.split())

_ROWS = ("1234567890", "qwertyuiop", "asdfghjklñ", "asdfghjkln", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

SAYINGS: Final = tuple(
    saying.replace(" ", "")
    for saying in (
        "el perro de san roque",
        "tres tristes tigres",
        "en un lugar de la mancha",
        "de cuyo nombre no quiero acordarme",
        "mas vale tarde que nunca",
        "mas vale pajaro en mano",
        "a quien madruga dios le ayuda",
        "no por mucho madrugar",
        "hasta el cuarenta de mayo",
        "de madrid al cielo",
        "donde hay patron no manda marinero",
        "ojos que no ven corazon que no siente",
        "camaron que se duerme",
        "caminante no hay camino",
        "una rosa es una rosa",
        "to be or not to be",
        "correct horse battery staple",
    )
)

KEYBOARD_RUNS: Final = tuple(
    direction for row in (*_ROWS, _ALPHABET) for direction in (row, row[::-1])
)
